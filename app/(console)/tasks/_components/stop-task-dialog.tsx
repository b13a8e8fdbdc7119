"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { ConfirmDialog } from "../../../_ui/confirm.tsx";
import { toast } from "../../../_ui/toast.ts";
import { isActive, isScheduled, type TaskFacts } from "./task-facts.ts";

/** Stops a task's schedule, its run, or both: what runs while a schedule is stopped goes on, unless one says so. */
export function StopTaskDialog({ task, onClose }: { task: TaskFacts; onClose: () => void }) {
  const t = useTranslations("tasks");
  const client = useTRPCClient();
  const router = useRouter();
  const { id, name } = task;
  const scheduled = isScheduled(task);
  const [runToo, setRunToo] = useState(false);
  const stopsRun = !scheduled || (isActive(task) && runToo);
  const stop = async () => {
    await client.task.stop.mutate({ id, cancelRunning: stopsRun });
    toast.success(scheduled ? t("scheduleStopped", { name }) : t("stopAsked", { name }));
    router.refresh();
  };
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => open || onClose()}
      title={t("stopTitle", { name })}
      verb={scheduled ? t("stopSchedule") : t("stopRun")}
      act={stop}
    >
      {scheduled && <p>{t("stopScheduleText")}</p>}
      {scheduled && isActive(task) && (
        <label className="mt-3 flex items-start gap-2">
          <input
            type="checkbox"
            checked={runToo}
            onChange={({ target }) => setRunToo(target.checked)}
            className="mt-0.5 shrink-0 accent-ink"
          />
          {t("stopRunToo")}
        </label>
      )}
      {stopsRun && <p className={scheduled ? "mt-3" : undefined}>{t("stopText")}</p>}
    </ConfirmDialog>
  );
}
