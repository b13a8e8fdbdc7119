import { idInput } from "../domain/wire.ts";
import { procedure, router } from "../trpc/init.ts";
import { markedStreamOf } from "../trpc/stream.ts";
import { askOutcome } from "./check-outcome.ts";
import { targetLogOutputInput, targetLogSearchInput, targetLogWatchInput } from "./input.ts";
import {
  checkOutcomeOutput,
  targetLogChunksOutput,
  targetLogEventSchema,
  targetLogOutput,
  targetLogSearchOutput,
} from "./output.ts";
import { searchOutput } from "./search.ts";
import { getTargetLog, readOutput } from "./service.ts";
import { watchTargetLog } from "./watch.ts";

export const targetLogRouter = router({
  get: procedure
    .input(idInput)
    .output(targetLogOutput)
    .query(({ ctx, input }) => getTargetLog(ctx, input)),
  output: procedure
    .input(targetLogOutputInput)
    .output(targetLogChunksOutput)
    .query(({ ctx, input }) => readOutput(ctx, input)),
  search: procedure
    .input(targetLogSearchInput)
    .output(targetLogSearchOutput)
    .query(({ ctx, input }) => searchOutput(ctx, input)),
  watch: procedure
    .input(targetLogWatchInput)
    .output(markedStreamOf(targetLogEventSchema))
    .subscription(({ ctx, input, signal }) => watchTargetLog(ctx, ctx.live, input, signal)),
  checkOutcome: procedure
    .input(idInput)
    .output(checkOutcomeOutput)
    .mutation(({ ctx, input }) => askOutcome(ctx, input)),
});
