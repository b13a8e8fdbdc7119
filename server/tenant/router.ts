import { createdOutput, doneOutput, idInput } from "../domain/wire.ts";
import { procedure, router } from "../trpc/init.ts";
import { tenantCreateInput, tenantListInput, tenantUpdateInput } from "./input.ts";
import { listTenants } from "./list.ts";
import { tenantListOutput, tenantOutput } from "./output.ts";
import { createTenant, getTenant, updateTenant } from "./service.ts";

const adminProcedure = procedure.meta({ scope: "admin" });

export const tenantRouter = router({
  list: adminProcedure
    .input(tenantListInput)
    .output(tenantListOutput)
    .query(({ ctx, input }) => listTenants(ctx, input)),
  get: adminProcedure
    .input(idInput)
    .output(tenantOutput)
    .query(({ ctx, input }) => getTenant(ctx, input)),
  create: adminProcedure
    .input(tenantCreateInput)
    .output(createdOutput)
    .mutation(({ ctx, input }) => createTenant(ctx, input)),
  update: adminProcedure
    .input(tenantUpdateInput)
    .output(doneOutput)
    .mutation(({ ctx, input }) => updateTenant(ctx, input)),
});
