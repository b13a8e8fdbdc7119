import { doneOutput, idInput, tenantInput } from "../domain/wire.ts";
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
import { lastTest, testHost, watchHostTest } from "../target/connection-test.ts";
import { installKeyInput, testBatchInput, trustHostKeyInput, watchInstallInput } from "../target/input.ts";
import { hostInstallCommand } from "../target/install-command.ts";
import { beginInstallKey, installKey, lastInstall, watchInstallKey } from "../target/install-key.ts";
import { installCommandOutput } from "../target/output.ts";
import { testBatch } from "../target/test-batch.ts";
import { trustHostKey } from "../target/trust-host-key.ts";
import { procedure, router } from "../trpc/init.ts";
import { streamOf } from "../trpc/stream.ts";
import { deleteProxies, deleteProxy } from "./delete.ts";
import { proxyCreateInput, proxyListInput, proxyUpdateInput, testProxiesInput } from "./input.ts";
import { listProxies, proxyFacets } from "./list.ts";
import { proxyCreatedOutput, proxyFacetsOutput, proxyListOutput, proxyOutput } from "./output.ts";
import { createProxy, getProxy, updateProxy } from "./service.ts";
import { testProxies } from "./test-many.ts";

export const proxyRouter = router({
  list: procedure
    .input(proxyListInput)
    .output(proxyListOutput)
    .query(({ ctx, input }) => listProxies(ctx, input)),
  facets: procedure
    .input(tenantInput)
    .output(proxyFacetsOutput)
    .query(({ ctx, input }) => proxyFacets(ctx, input)),
  get: procedure
    .input(idInput)
    .output(proxyOutput)
    .query(({ ctx, input }) => getProxy(ctx, input)),
  create: procedure
    .input(proxyCreateInput)
    .output(proxyCreatedOutput)
    .mutation(({ ctx, input }) => createProxy(ctx, input)),
  update: procedure
    .input(proxyUpdateInput)
    .output(doneOutput)
    .mutation(({ ctx, input }) => updateProxy(ctx, input)),
  delete: procedure
    .input(idInput)
    .output(doneOutput)
    .mutation(({ ctx, input }) => deleteProxy(ctx, input)),
  deleteMany: procedure
    .input(idsInput)
    .output(changedManyOutput)
    .mutation(({ ctx, input }) => deleteProxies(ctx, input)),
  test: procedure
    .input(idInput)
    .output(testOutput)
    .mutation(({ ctx, input }) => testHost(ctx, "proxy", input)),
  watchTest: procedure
    .meta({ scope: "write" })
    .input(idInput)
    .output(streamOf(testEventSchema))
    .subscription(({ ctx, input, signal }) => watchHostTest(ctx, ctx.live, "proxy", input, signal)),
  lastTest: procedure
    .input(idInput)
    .output(lastTestOutput)
    .query(({ ctx, input }) => lastTest(ctx, "proxy", input)),
  testMany: procedure
    .input(testProxiesInput)
    .output(testManyOutput)
    .mutation(({ ctx, input }) => testProxies(ctx, input)),
  testBatch: procedure
    .input(testBatchInput)
    .output(testBatchOutput)
    .query(({ ctx, input }) => testBatch(ctx, "proxy", input)),
  installKey: procedure
    .input(installKeyInput)
    .output(installOutput)
    .mutation(({ ctx, input }) => installKey(ctx, "proxy", input)),
  beginInstallKey: procedure
    .input(installKeyInput)
    .output(beginInstallOutput)
    .mutation(({ ctx, input }) => beginInstallKey(ctx, "proxy", input)),
  watchInstallKey: procedure
    .meta({ scope: "write" })
    .input(watchInstallInput)
    .output(streamOf(testEventSchema))
    .subscription(({ ctx, input, signal }) => watchInstallKey(ctx, ctx.live, "proxy", input, signal)),
  lastInstall: procedure
    .input(idInput)
    .output(lastInstallOutput)
    .query(({ ctx, input }) => lastInstall(ctx, "proxy", input)),
  trustHostKey: procedure
    .meta({ scope: "admin" })
    .input(trustHostKeyInput)
    .output(doneOutput)
    .mutation(({ ctx, input }) => trustHostKey(ctx, "proxy", input)),
  installCommand: procedure
    .input(idInput)
    .output(installCommandOutput)
    .query(({ ctx, input }) => hostInstallCommand(ctx, "proxy", input)),
});
