import { doneOutput, idInput } from "../domain/wire.ts";
import { procedure, router } from "../trpc/init.ts";
import { tokenCreateInput, tokenListInput } from "./input.ts";
import { listTokens } from "./list.ts";
import { tokenCreatedOutput, tokenListOutput } from "./output.ts";
import { createToken, deleteToken } from "./service.ts";

const adminProcedure = procedure.meta({ scope: "admin" });

export const apiTokenRouter = router({
  list: adminProcedure
    .input(tokenListInput)
    .output(tokenListOutput)
    .query(({ ctx, input }) => listTokens(ctx, input)),
  create: adminProcedure
    .input(tokenCreateInput)
    .output(tokenCreatedOutput)
    .mutation(({ ctx, input }) => createToken(ctx, input)),
  delete: adminProcedure
    .input(idInput)
    .output(doneOutput)
    .mutation(({ ctx, input }) => deleteToken(ctx, input)),
});
