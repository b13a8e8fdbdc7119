import { procedure, router } from "../trpc/init.ts";
import { summaryInput } from "./input.ts";
import { summaryOutput } from "./output.ts";
import { dashboardSummary } from "./service.ts";

export const dashboardRouter = router({
  summary: procedure
    .input(summaryInput)
    .output(summaryOutput)
    .query(({ ctx, input }) => dashboardSummary(ctx, input)),
});
