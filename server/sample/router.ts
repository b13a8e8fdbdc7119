import { procedure, router } from "../trpc/init.ts";
import { samplesInput } from "./input.ts";
import { listSamples } from "./list.ts";
import { samplesOutput, samplesRemovedOutput } from "./output.ts";
import { removeSamples } from "./remove.ts";

export const sampleRouter = router({
  list: procedure
    .input(samplesInput)
    .output(samplesOutput)
    .query(({ ctx, input }) => listSamples(ctx, input)),
  remove: procedure
    .input(samplesInput)
    .output(samplesRemovedOutput)
    .mutation(({ ctx, input }) => removeSamples(ctx, input)),
});
