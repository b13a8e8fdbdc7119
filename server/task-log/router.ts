import { idInput } from "../domain/wire.ts";
import { procedure, router } from "../trpc/init.ts";
import { markedStreamOf } from "../trpc/stream.ts";
import { groupTargets } from "./groups.ts";
import {
  taskLogGroupsInput,
  taskLogListInput,
  taskLogRerunInput,
  taskLogTargetsInput,
  taskLogWatchInput,
} from "./input.ts";
import { listTaskLogs } from "./list.ts";
import {
  taskLogEventSchema,
  taskLogGroupsOutput,
  taskLogListOutput,
  taskLogOutput,
  taskLogRerunOutput,
  taskLogStateOutput,
  taskLogTargetsOutput,
} from "./output.ts";
import { cancelTaskLog, getTaskLog, rerunTaskLog } from "./service.ts";
import { listTaskLogTargets } from "./targets.ts";
import { watchTaskLog } from "./watch.ts";

export const taskLogRouter = router({
  list: procedure
    .input(taskLogListInput)
    .output(taskLogListOutput)
    .query(({ ctx, input }) => listTaskLogs(ctx, input)),
  get: procedure
    .input(idInput)
    .output(taskLogOutput)
    .query(({ ctx, input }) => getTaskLog(ctx, input)),
  targets: procedure
    .input(taskLogTargetsInput)
    .output(taskLogTargetsOutput)
    .query(({ ctx, input }) => listTaskLogTargets(ctx, input)),
  groups: procedure
    .input(taskLogGroupsInput)
    .output(taskLogGroupsOutput)
    .query(({ ctx, input }) => groupTargets(ctx, input)),
  cancel: procedure
    .input(idInput)
    .output(taskLogStateOutput)
    .mutation(({ ctx, input }) => cancelTaskLog(ctx, input)),
  rerun: procedure
    .input(taskLogRerunInput)
    .output(taskLogRerunOutput)
    .mutation(({ ctx, input }) => rerunTaskLog(ctx, input)),
  watch: procedure
    .input(taskLogWatchInput)
    .output(markedStreamOf(taskLogEventSchema))
    .subscription(({ ctx, input, signal }) => watchTaskLog(ctx, ctx.live, input, signal)),
});
