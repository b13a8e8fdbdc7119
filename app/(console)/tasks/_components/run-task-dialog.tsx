"use client";

import type { TRPCClientError } from "@trpc/client";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { AppRouter } from "../../../../server/router.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { Button } from "../../../_ui/button.tsx";
import { Dialog } from "../../../_ui/dialog.tsx";
import { leave } from "../../../_ui/leaving.ts";
import { randomKey } from "../../../_ui/random-key.ts";
import { toast } from "../../../_ui/toast.ts";
import { isConfirmed, TypedCount } from "../../../_ui/typed-count.tsx";
import { isActive, type TaskFacts } from "./task-facts.ts";

/**
 * Runs a task now: says on how many hosts and which version, and that one is running, before it makes another; above
 * the limit the number of hosts is typed. Opens the run's log.
 */
export function RunTaskDialog({ task, onClose }: { task: TaskFacts; onClose: () => void }) {
  const t = useTranslations("tasks");
  const common = useTranslations("common");
  const client = useTRPCClient();
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [typed, setTyped] = useState("");
  // In a closed period whoever runs it all the same says why; the server tells which one it is.
  const [whyReason, setWhyReason] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const [idempotencyKey] = useState(() => randomKey());
  const { id, name, script, version, targetCount: count } = task;
  const run = async () => {
    setBusy(true);
    const asked = { id, expectedTargets: count, ...(reason === "" ? {} : { reason }), idempotencyKey };
    await client.task.run.mutate(asked).then(
      ({ taskLogId }) => {
        onClose();
        leave(() => router.push(`/task-logs/${taskLogId}`));
      },
      (error: TRPCClientError<AppRouter>) => {
        if (error.data?.reason === "REASON_REQUIRED") setWhyReason(error.message);
        else toast.refused(error);
      },
    );
    setBusy(false);
  };
  const foot = (
    <>
      <Button onClick={onClose}>{common("cancel")}</Button>
      <Button
        look="strong"
        disabled={busy || !isConfirmed(count, typed) || (whyReason !== null && reason.trim() === "")}
        onClick={() => void run()}
      >
        {t("run", { count })}
      </Button>
    </>
  );
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title={t("runTitle", { name })} foot={foot}>
      <p>{t("runText", { script: `${script} v${version}`, hosts: common("hosts", { count }) })}</p>
      {isActive(task) && (
        <p className="mt-3 rounded-control bg-warn-tint p-3 text-warn">{t("alreadyRunning")}</p>
      )}
      {whyReason !== null && (
        <label className="mt-3 block rounded-control bg-warn-tint p-3">
          <span className="text-warn">{whyReason}</span>
          <input
            type="text"
            autoFocus
            aria-label={t("reason")}
            placeholder={t("reason")}
            value={reason}
            onChange={({ target }) => setReason(target.value)}
            className="mt-2 h-8 w-full rounded-control border border-control bg-surface px-2.5 placeholder:text-ink-3"
          />
        </label>
      )}
      {!isConfirmed(count, "") && (
        <div className="mt-3">
          <TypedCount count={count} typed={typed} onType={setTyped} />
        </div>
      )}
    </Dialog>
  );
}
