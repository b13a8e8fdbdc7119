import { object, string } from "zod";
import { publicProcedure, router } from "../trpc/init.ts";
import { acceptInvitation } from "./accept.ts";
import { invitationAcceptInput } from "./input.ts";

export const invitationRouter = router({
  /** The only procedure for callers without an account: they hold the invitation's token. */
  accept: publicProcedure
    .input(invitationAcceptInput)
    .output(object({ email: string() }))
    .mutation(({ ctx, input }) => acceptInvitation(ctx, input)),
});
