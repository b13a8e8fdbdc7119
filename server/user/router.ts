import { doneOutput, idInput } from "../domain/wire.ts";
import { procedure, router } from "../trpc/init.ts";
import { changePassword } from "./change-password.ts";
import { changePasswordInput, userCreateInput, userListInput, userUpdateInput } from "./input.ts";
import { inviteUser } from "./invite-again.ts";
import { listUsers } from "./list.ts";
import { invitationOutput, userCreatedOutput, userListOutput, userOutput } from "./output.ts";
import { createUser, deleteUser, getUser, updateUser } from "./service.ts";

const adminProcedure = procedure.meta({ scope: "admin" });

export const userRouter = router({
  list: adminProcedure
    .input(userListInput)
    .output(userListOutput)
    .query(({ ctx, input }) => listUsers(ctx, input)),
  get: adminProcedure
    .input(idInput)
    .output(userOutput)
    .query(({ ctx, input }) => getUser(ctx, input)),
  create: adminProcedure
    .input(userCreateInput)
    .output(userCreatedOutput)
    .mutation(({ ctx, input }) => createUser(ctx, input)),
  update: adminProcedure
    .input(userUpdateInput)
    .output(doneOutput)
    .mutation(({ ctx, input }) => updateUser(ctx, input)),
  invite: adminProcedure
    .input(idInput)
    .output(invitationOutput)
    .mutation(({ ctx, input }) => inviteUser(ctx, input)),
  delete: adminProcedure
    .input(idInput)
    .output(doneOutput)
    .mutation(({ ctx, input }) => deleteUser(ctx, input)),
  changePassword: adminProcedure
    .input(changePasswordInput)
    .output(doneOutput)
    .mutation(({ ctx, input }) => changePassword(ctx, input)),
});
