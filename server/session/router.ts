import { doneOutput, idInput } from "../domain/wire.ts";
import { procedure, router } from "../trpc/init.ts";
import { sessionListInput } from "./input.ts";
import { listSessions } from "./list.ts";
import { currentOutput, sessionListOutput } from "./output.ts";
import { currentCaller, endSessionById } from "./service.ts";

export const sessionRouter = router({
  list: procedure
    .meta({ scope: "admin" })
    .input(sessionListInput)
    .output(sessionListOutput)
    .query(({ ctx, input }) => listSessions(ctx, input)),
  current: procedure.output(currentOutput).query(({ ctx }) => currentCaller(ctx)),
  end: procedure
    .meta({ scope: "admin" })
    .input(idInput)
    .output(doneOutput)
    .mutation(({ ctx, input }) => endSessionById(ctx, input)),
});
