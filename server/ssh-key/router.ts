import { procedure, router } from "../trpc/init.ts";
import { importKey } from "./import.ts";
import { currentKeyInput, importKeyInput } from "./input.ts";
import { currentKeyOutput, importedKeyOutput } from "./output.ts";
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
});
