"use client";

import { Square } from "lucide-react";
import { useTranslations } from "next-intl";
import type { TaskLog } from "../../../../server/task-log/output.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { Confirm } from "../../../_ui/confirm.tsx";

/** Stops a run, saying on how many hosts; there only while there is something to stop. */
export function StopRun({ run }: { run: TaskLog }) {
  const t = useTranslations("taskLogs");
  const client = useTRPCClient();
  if (run.endedAt !== null || run.cancelRequestedAt !== null) return null;
  const { active, pending } = run.counts;
  const sign = (
    <>
      <Square size={14} strokeWidth={1.75} aria-hidden="true" /> {t("stop")}
    </>
  );
  return (
    <Confirm
      trigger={sign}
      title={t("stopTitle", { name: run.taskName })}
      verb={t("stop")}
      act={async () => {
        await client.taskLog.cancel.mutate({ id: run.id });
      }}
    >
      {t("stopText", { active, pending })}
    </Confirm>
  );
}
