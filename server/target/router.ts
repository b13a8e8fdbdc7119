import { createdOutput, doneOutput, idInput, tenantInput } from "../domain/wire.ts";
import { changedManyOutput, idsInput } from "../domain/wire-many.ts";
import {
  beginInstallOutput,
  installOutput,
  lastInstallOutput,
  lastTestOutput,
  testBatchOutput,
  testEventSchema,
  testManyOutput,
  testOutput,
} from "../host-check/output.ts";
import { procedure, router } from "../trpc/init.ts";
import { streamOf } from "../trpc/stream.ts";
import { lastTest, testHost, watchHostTest } from "./connection-test.ts";
import { deleteTarget, deleteTargets } from "./delete.ts";
import { targetFacets } from "./facets.ts";
import { importTargets } from "./import/service.ts";
import {
  installKeyInput,
  setManyInput,
  targetCreateInput,
  targetIdsInput,
  targetImportInput,
  targetListInput,
  targetUpdateInput,
  testBatchInput,
  testManyInput,
  trustHostKeyInput,
  watchInstallInput,
} from "./input.ts";
import { hostInstallCommand } from "./install-command.ts";
import { beginInstallKey, installKey, lastInstall, watchInstallKey } from "./install-key.ts";
import { listTargets, targetIds } from "./list.ts";
import {
  facetsOutput,
  installCommandOutput,
  targetIdsOutput,
  targetImportOutput,
  targetListOutput,
  targetOutput,
} from "./output.ts";
import { createTarget, getTarget, updateTarget } from "./service.ts";
import { setTargets } from "./set-many.ts";
import { testBatch } from "./test-batch.ts";
import { testTargets } from "./test-many.ts";
import { trustHostKey } from "./trust-host-key.ts";

export const targetRouter = router({
  list: procedure
    .input(targetListInput)
    .output(targetListOutput)
    .query(({ ctx, input }) => listTargets(ctx, input)),
  ids: procedure
    .input(targetIdsInput)
    .output(targetIdsOutput)
    .query(({ ctx, input }) => targetIds(ctx, input)),
  get: procedure
    .input(idInput)
    .output(targetOutput)
    .query(({ ctx, input }) => getTarget(ctx, input)),
  create: procedure
    .input(targetCreateInput)
    .output(createdOutput)
    .mutation(({ ctx, input }) => createTarget(ctx, input)),
  update: procedure
    .input(targetUpdateInput)
    .output(doneOutput)
    .mutation(({ ctx, input }) => updateTarget(ctx, input)),
  import: procedure
    .input(targetImportInput)
    .output(targetImportOutput)
    .mutation(({ ctx, input }) => importTargets(ctx, input)),
  delete: procedure
    .input(idInput)
    .output(doneOutput)
    .mutation(({ ctx, input }) => deleteTarget(ctx, input)),
  deleteMany: procedure
    .input(idsInput)
    .output(changedManyOutput)
    .mutation(({ ctx, input }) => deleteTargets(ctx, input)),
  setMany: procedure
    .input(setManyInput)
    .output(changedManyOutput)
    .mutation(({ ctx, input }) => setTargets(ctx, input)),
  test: procedure
    .input(idInput)
    .output(testOutput)
    .mutation(({ ctx, input }) => testHost(ctx, "target", input)),
  watchTest: procedure
    .meta({ scope: "write" })
    .input(idInput)
    .output(streamOf(testEventSchema))
    .subscription(({ ctx, input, signal }) => watchHostTest(ctx, ctx.live, "target", input, signal)),
  lastTest: procedure
    .input(idInput)
    .output(lastTestOutput)
    .query(({ ctx, input }) => lastTest(ctx, "target", input)),
  testMany: procedure
    .input(testManyInput)
    .output(testManyOutput)
    .mutation(({ ctx, input }) => testTargets(ctx, input)),
  testBatch: procedure
    .input(testBatchInput)
    .output(testBatchOutput)
    .query(({ ctx, input }) => testBatch(ctx, "target", input)),
  installKey: procedure
    .input(installKeyInput)
    .output(installOutput)
    .mutation(({ ctx, input }) => installKey(ctx, "target", input)),
  beginInstallKey: procedure
    .input(installKeyInput)
    .output(beginInstallOutput)
    .mutation(({ ctx, input }) => beginInstallKey(ctx, "target", input)),
  watchInstallKey: procedure
    .meta({ scope: "write" })
    .input(watchInstallInput)
    .output(streamOf(testEventSchema))
    .subscription(({ ctx, input, signal }) => watchInstallKey(ctx, ctx.live, "target", input, signal)),
  lastInstall: procedure
    .input(idInput)
    .output(lastInstallOutput)
    .query(({ ctx, input }) => lastInstall(ctx, "target", input)),
  trustHostKey: procedure
    .meta({ scope: "admin" })
    .input(trustHostKeyInput)
    .output(doneOutput)
    .mutation(({ ctx, input }) => trustHostKey(ctx, "target", input)),
  installCommand: procedure
    .input(idInput)
    .output(installCommandOutput)
    .query(({ ctx, input }) => hostInstallCommand(ctx, "target", input)),
  facets: procedure
    .input(tenantInput)
    .output(facetsOutput)
    .query(({ ctx, input }) => targetFacets(ctx, input)),
});
