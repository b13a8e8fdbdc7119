"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useFormContext, useFormState } from "react-hook-form";
import { taskUpdateInput } from "../../../../server/task/input.ts";
import type { Task } from "../../../../server/task/output.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { Button } from "../../../_ui/button.tsx";
import { Form } from "../../../_ui/form/form.tsx";
import { SaveButton } from "../../../_ui/form/save-button.tsx";
import { useUpdateForm } from "../../../_ui/form/use-update-form.ts";
import { TaskFields } from "./task-fields.tsx";

/** Changes what a task is made of; runs that exist keep what they were started with. */
export function TaskForm({ task, head }: { task: Task; head: ReactNode }) {
  const t = useTranslations("tasks");
  const client = useTRPCClient();
  const { form, submit } = useUpdateForm({
    schema: taskUpdateInput,
    values: valuesOf(task),
    // A time that has passed is refused, unless it is left as it was.
    update: ({ runAt, ...input }) =>
      client.task.update.mutate({ ...input, ...(runAt === task.runAt ? {} : { runAt }) }),
    saved: (input) => t("saved", { name: input.name ?? task.name }),
  });
  return (
    <Form form={form} submit={submit} head={head}>
      <TaskFields type={task.type} tenantId={task.tenantId} taskId={task.id} />
      <SaveBar />
    </Form>
  );
}

function valuesOf(task: Task) {
  const { id, name, scriptVersion, targetIds, environment, concurrency, perProxyConcurrency } = task;
  const { timeoutSeconds, connectTimeoutSeconds, connectRetries, stopGraceSeconds, outputLimitBytes } = task;
  const { noticeRule, noticeReceivers, noticeChannelIds } = task;
  return {
    id,
    name,
    scriptId: task.script.id,
    scriptVersion,
    targetIds,
    arguments: task.arguments,
    environment,
    concurrency,
    perProxyConcurrency,
    timeoutSeconds,
    connectTimeoutSeconds,
    connectRetries,
    stopGraceSeconds,
    outputLimitBytes,
    noticeRule,
    noticeReceivers,
    noticeChannelIds,
    ...scheduleOf(task),
  };
}

function scheduleOf(task: Task) {
  const { type, cron, runAt, timeZone, misfire, misfireWindowSeconds, overlap, overlapLimit } = task;
  const { startAt, endAt, calendarIds, jitterSeconds, pauseAfterFailures } = task;
  if (type === "immediate") return {};
  const late = { misfire, misfireWindowSeconds, overlap, overlapLimit };
  const window = { startAt, endAt, calendarIds, jitterSeconds, pauseAfterFailures };
  const moments = type === "cron" ? { cron: cron ?? undefined } : { runAt: runAt ?? undefined };
  return { timeZone: timeZone ?? undefined, ...moments, ...late, ...window };
}

/** Save never scrolls away; there is nothing to save before something changes. */
function SaveBar() {
  // The form's state is one object that is changed in place, which the compiler would take for the same.
  "use no memo";
  const t = useTranslations("tasks");
  const { isDirty } = useFormState();
  const { reset } = useFormContext();
  return (
    <div className="sticky bottom-0 z-10 mt-auto flex items-center justify-end gap-2 border-line border-t bg-surface px-4 py-3 max-lg:bottom-14 lg:px-6">
      <span className="mr-auto text-ink-2 text-small">{isDirty ? t("unsaved") : t("nothingToSave")}</span>
      {isDirty && (
        <Button look="quiet" onClick={() => reset()}>
          {t("discard")}
        </Button>
      )}
      <SaveButton disabled={!isDirty}>{t("save")}</SaveButton>
    </div>
  );
}
