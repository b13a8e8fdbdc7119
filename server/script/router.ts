import { createdOutput, doneOutput, idInput, tenantInput } from "../domain/wire.ts";
import { changedManyOutput, idsInput } from "../domain/wire-many.ts";
import { taskLogListOutput } from "../task-log/output.ts";
import { procedure, router } from "../trpc/init.ts";
import { checkScript } from "./check.ts";
import { deleteScript, deleteScripts } from "./delete.ts";
import { scriptHistory } from "./history.ts";
import {
  scriptCheckInput,
  scriptCreateInput,
  scriptHistoryInput,
  scriptListInput,
  scriptUpdateInput,
  scriptVersionInput,
  scriptVersionsInput,
} from "./input.ts";
import { listScripts, listScriptVersions, scriptFacets } from "./list.ts";
import {
  scriptCheckOutput,
  scriptFacetsOutput,
  scriptListOutput,
  scriptOutput,
  scriptSavedOutput,
  scriptVersionOutput,
  scriptVersionsOutput,
} from "./output.ts";
import { createScript, getScript, getScriptVersion, updateScript } from "./service.ts";

export const scriptRouter = router({
  list: procedure
    .input(scriptListInput)
    .output(scriptListOutput)
    .query(({ ctx, input }) => listScripts(ctx, input)),
  facets: procedure
    .input(tenantInput)
    .output(scriptFacetsOutput)
    .query(({ ctx, input }) => scriptFacets(ctx, input)),
  get: procedure
    .input(idInput)
    .output(scriptOutput)
    .query(({ ctx, input }) => getScript(ctx, input)),
  create: procedure
    .input(scriptCreateInput)
    .output(createdOutput)
    .mutation(({ ctx, input }) => createScript(ctx, input)),
  update: procedure
    .input(scriptUpdateInput)
    .output(scriptSavedOutput)
    .mutation(({ ctx, input }) => updateScript(ctx, input)),
  delete: procedure
    .input(idInput)
    .output(doneOutput)
    .mutation(({ ctx, input }) => deleteScript(ctx, input)),
  deleteMany: procedure
    .input(idsInput)
    .output(changedManyOutput)
    .mutation(({ ctx, input }) => deleteScripts(ctx, input)),
  versions: procedure
    .input(scriptVersionsInput)
    .output(scriptVersionsOutput)
    .query(({ ctx, input }) => listScriptVersions(ctx, input)),
  version: procedure
    .input(scriptVersionInput)
    .output(scriptVersionOutput)
    .query(({ ctx, input }) => getScriptVersion(ctx, input)),
  history: procedure
    .input(scriptHistoryInput)
    .output(taskLogListOutput)
    .query(({ ctx, input }) => scriptHistory(ctx, input)),
  /** A mutation, since a whole script does not fit into the address of a query; it changes nothing. */
  check: procedure
    .meta({ scope: "read" })
    .input(scriptCheckInput)
    .output(scriptCheckOutput)
    .mutation(({ ctx, input }) => checkScript(ctx, input)),
});
