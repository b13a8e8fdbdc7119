import { idInput } from "../domain/wire.ts";
import { procedure, router } from "../trpc/init.ts";
import { askOutcome } from "./check-outcome.ts";
import { targetLogOutputInput } from "./input.ts";
import { checkOutcomeOutput, targetLogChunksOutput, targetLogOutput } from "./output.ts";
import { getTargetLog, readOutput } from "./service.ts";

export const targetLogRouter = router({
  get: procedure
    .input(idInput)
    .output(targetLogOutput)
    .query(({ ctx, input }) => getTargetLog(ctx, input)),
  output: procedure
    .input(targetLogOutputInput)
    .output(targetLogChunksOutput)
    .query(({ ctx, input }) => readOutput(ctx, input)),
  checkOutcome: procedure
    .input(idInput)
    .output(checkOutcomeOutput)
    .mutation(({ ctx, input }) => askOutcome(ctx, input)),
});
