import { doneOutput } from "../domain/wire.ts";
import { procedure, router } from "../trpc/init.ts";
import { connectionCheckInput, connectionCheckSetInput } from "./input.ts";
import { connectionCheckOutput } from "./output.ts";
import { currentConnectionCheck, setConnectionCheck } from "./service.ts";

export const connectionCheckRouter = router({
  current: procedure
    .input(connectionCheckInput)
    .output(connectionCheckOutput)
    .query(({ ctx, input }) => currentConnectionCheck(ctx, input)),
  set: procedure
    .meta({ scope: "admin" })
    .input(connectionCheckSetInput)
    .output(doneOutput)
    .mutation(({ ctx, input }) => setConnectionCheck(ctx, input)),
});
