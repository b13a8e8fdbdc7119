import { procedure, router } from "../trpc/init.ts";
import { currentKeyInput } from "./input.ts";
import { currentKeyOutput } from "./output.ts";
import { currentKey } from "./service.ts";

export const keyRouter = router({
  current: procedure
    .input(currentKeyInput)
    .output(currentKeyOutput)
    .query(({ ctx, input }) => currentKey(ctx, input)),
});
