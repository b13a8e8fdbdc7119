import { doneOutput, idInput, tenantInput } from "../domain/wire.ts";
import { changedManyOutput, idsInput } from "../domain/wire-many.ts";
import { targetListOutput } from "../target/output.ts";
import { taskLogListOutput } from "../task-log/output.ts";
import { procedure, router } from "../trpc/init.ts";
import { deleteTask, deleteTasks } from "./delete.ts";
import { taskFacets } from "./facets.ts";
import { cancelFire, listFires } from "./fires.ts";
import {
  taskCancelFireInput,
  taskCreateInput,
  taskFiresInput,
  taskHistoryInput,
  taskListInput,
  taskPreviewInput,
  taskRunInput,
  taskStartInput,
  taskStopInput,
  taskTargetsInput,
  taskUpcomingInput,
  taskUpdateInput,
} from "./input.ts";
import { listTasks } from "./list.ts";
import {
  taskCreatedOutput,
  taskFacetsOutput,
  taskFiresOutput,
  taskListOutput,
  taskOutput,
  taskPreviewOutput,
  taskRunOutput,
  taskStartedOutput,
  taskStoppedOutput,
  taskUpcomingOutput,
} from "./output.ts";
import { previewSchedule } from "./preview.ts";
import { createTask, getTask, updateTask } from "./service.ts";
import { runTask, startTask, stopTask } from "./start.ts";
import { listTaskTargets, taskHistory } from "./sub-lists.ts";
import { upcomingFires } from "./upcoming.ts";

export const taskRouter = router({
  list: procedure
    .input(taskListInput)
    .output(taskListOutput)
    .query(({ ctx, input }) => listTasks(ctx, input)),
  facets: procedure
    .input(tenantInput)
    .output(taskFacetsOutput)
    .query(({ ctx, input }) => taskFacets(ctx, input)),
  get: procedure
    .input(idInput)
    .output(taskOutput)
    .query(({ ctx, input }) => getTask(ctx, input)),
  create: procedure
    .input(taskCreateInput)
    .output(taskCreatedOutput)
    .mutation(({ ctx, input }) => createTask(ctx, input)),
  update: procedure
    .input(taskUpdateInput)
    .output(doneOutput)
    .mutation(({ ctx, input }) => updateTask(ctx, input)),
  delete: procedure
    .input(idInput)
    .output(doneOutput)
    .mutation(({ ctx, input }) => deleteTask(ctx, input)),
  deleteMany: procedure
    .input(idsInput)
    .output(changedManyOutput)
    .mutation(({ ctx, input }) => deleteTasks(ctx, input)),
  targets: procedure
    .input(taskTargetsInput)
    .output(targetListOutput)
    .query(({ ctx, input }) => listTaskTargets(ctx, input)),
  history: procedure
    .input(taskHistoryInput)
    .output(taskLogListOutput)
    .query(({ ctx, input }) => taskHistory(ctx, input)),
  fires: procedure
    .input(taskFiresInput)
    .output(taskFiresOutput)
    .query(({ ctx, input }) => listFires(ctx, input)),
  cancelFire: procedure
    .input(taskCancelFireInput)
    .output(doneOutput)
    .mutation(({ ctx, input }) => cancelFire(ctx, input)),
  upcoming: procedure
    .input(taskUpcomingInput)
    .output(taskUpcomingOutput)
    .query(({ ctx, input }) => upcomingFires(ctx, input)),
  preview: procedure
    .input(taskPreviewInput)
    .output(taskPreviewOutput)
    .query(({ ctx, input }) => previewSchedule(ctx, input)),
  start: procedure
    .input(taskStartInput)
    .output(taskStartedOutput)
    .mutation(({ ctx, input }) => startTask(ctx, input)),
  stop: procedure
    .input(taskStopInput)
    .output(taskStoppedOutput)
    .mutation(({ ctx, input }) => stopTask(ctx, input)),
  run: procedure
    .input(taskRunInput)
    .output(taskRunOutput)
    .mutation(({ ctx, input }) => runTask(ctx, input)),
});
