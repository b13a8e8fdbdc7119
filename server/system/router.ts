import { procedure, router } from "../trpc/init.ts";
import { systemInfoOutput } from "./output.ts";
import { systemInfo } from "./service.ts";

export const systemRouter = router({
  info: procedure.output(systemInfoOutput).query(({ ctx }) => systemInfo(ctx)),
});
