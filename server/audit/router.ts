import { procedure, router } from "../trpc/init.ts";
import { auditListInput } from "./input.ts";
import { listAudit } from "./list.ts";
import { auditListOutput } from "./output.ts";

export const auditRouter = router({
  list: procedure
    .meta({ scope: "admin" })
    .input(auditListInput)
    .output(auditListOutput)
    .query(({ ctx, input }) => listAudit(ctx, input)),
});
