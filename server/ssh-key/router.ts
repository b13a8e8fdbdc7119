import { doneOutput } from "../domain/wire.ts";
import { procedure, router } from "../trpc/init.ts";
import { streamOf } from "../trpc/stream.ts";
import { importKey } from "./import.ts";
import { currentKeyInput, importKeyInput, moveHostsInput, retireKeyInput } from "./input.ts";
import {
  currentKeyOutput,
  importedKeyOutput,
  moveHostsOutput,
  rotatedKeyOutput,
  rotationEventSchema,
  rotationOutput,
} from "./output.ts";
import { moveHosts, retireKey, rotateKey, stopMove } from "./rotate.ts";
import { keyRotation, watchRotation } from "./rotation.ts";
import { currentKey } from "./service.ts";

export const keyRouter = router({
  current: procedure
    .input(currentKeyInput)
    .output(currentKeyOutput)
    .query(({ ctx, input }) => currentKey(ctx, input)),
  import: procedure
    .meta({ scope: "admin" })
    .input(importKeyInput)
    .output(importedKeyOutput)
    .mutation(({ ctx, input }) => importKey(ctx, input)),
  rotate: procedure
    .meta({ scope: "admin" })
    .input(currentKeyInput)
    .output(rotatedKeyOutput)
    .mutation(({ ctx, input }) => rotateKey(ctx, input)),
  rotation: procedure
    .input(currentKeyInput)
    .output(rotationOutput)
    .query(({ ctx, input }) => keyRotation(ctx, input)),
  watchRotation: procedure
    .input(currentKeyInput)
    .output(streamOf(rotationEventSchema))
    .subscription(({ ctx, input, signal }) => watchRotation(ctx, ctx.live, input, signal)),
  moveHosts: procedure
    .meta({ scope: "admin" })
    .input(moveHostsInput)
    .output(moveHostsOutput)
    .mutation(({ ctx, input }) => moveHosts(ctx, input)),
  stopMove: procedure
    .meta({ scope: "admin" })
    .input(currentKeyInput)
    .output(doneOutput)
    .mutation(({ ctx, input }) => stopMove(ctx, input)),
  retire: procedure
    .meta({ scope: "admin" })
    .input(retireKeyInput)
    .output(doneOutput)
    .mutation(({ ctx, input }) => retireKey(ctx, input)),
});
