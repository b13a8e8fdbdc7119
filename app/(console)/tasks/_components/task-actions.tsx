"use client";

import { CalendarCheck, CalendarX2, Play } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Task } from "../../../../server/task/output.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { Button } from "../../../_ui/button.tsx";
import { DeleteButton } from "../../../_ui/delete-button.tsx";
import { RunTaskDialog } from "./run-task-dialog.tsx";
import { StopTaskDialog } from "./stop-task-dialog.tsx";
import { isScheduled, isUnscheduled, taskFactsOf } from "./task-facts.ts";
import { useStartSchedule } from "./use-start-schedule.ts";

export function DeleteTask({ task: { id, name } }: { task: Task }) {
  const t = useTranslations("tasks");
  const client = useTRPCClient();
  return (
    <DeleteButton
      name={name}
      verb={t("delete")}
      stays={t("deleteText")}
      list="/tasks"
      act={() => client.task.delete.mutate({ id })}
    />
  );
}

/** Runs a task now, after it was said on how many hosts. */
export function RunTask({ task }: { task: Task }) {
  const t = useTranslations("tasks");
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look="strong" onClick={() => setOpen(true)}>
        <Play size={14} strokeWidth={1.75} aria-hidden="true" /> {t("run", { count: task.targetCount })}
      </Button>
      {open && <RunTaskDialog task={taskFactsOf(task)} onClose={() => setOpen(false)} />}
    </>
  );
}

/** Puts a task's schedule to work, or stops it. */
export function TaskSchedule({ task }: { task: Task }) {
  const t = useTranslations("tasks");
  const [open, setOpen] = useState(false);
  const start = useStartSchedule(task);
  const facts = taskFactsOf(task);
  if (isUnscheduled(task))
    return (
      <Button onClick={() => void start()}>
        <CalendarCheck size={14} strokeWidth={1.75} aria-hidden="true" /> {t("startSchedule")}
      </Button>
    );
  if (!isScheduled(task)) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <CalendarX2 size={14} strokeWidth={1.75} aria-hidden="true" /> {t("stopSchedule")}
      </Button>
      {open && <StopTaskDialog task={facts} onClose={() => setOpen(false)} />}
    </>
  );
}
