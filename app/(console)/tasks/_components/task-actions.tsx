"use client";

import { Play } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Task } from "../../../../server/task/output.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { Button } from "../../../_ui/button.tsx";
import { DeleteButton } from "../../../_ui/delete-button.tsx";
import { Dialog } from "../../../_ui/dialog.tsx";
import { leave } from "../../../_ui/leaving.ts";
import { randomKey } from "../../../_ui/random-key.ts";
import { toast } from "../../../_ui/toast.ts";

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

/** Runs a task now: says on how many hosts and which version, and that one is running, before it makes another. */
export function RunTask({ task }: { task: Task }) {
  const t = useTranslations("tasks");
  const common = useTranslations("common");
  const client = useTRPCClient();
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [idempotencyKey] = useState(() => randomKey());
  const count = task.targetCount;
  const version = task.scriptVersion ?? task.script.currentVersion;
  const run = async () => {
    setBusy(true);
    await client.task.run.mutate({ id: task.id, expectedTargets: count, idempotencyKey }).then(
      ({ taskLogId }) => {
        setOpen(false);
        leave(() => router.push(`/task-logs/${taskLogId}`));
      },
      (error: Error) => toast.error(error.message, { duration: Number.POSITIVE_INFINITY }),
    );
    setBusy(false);
  };
  const running = task.state === "running" || task.state === "queued" || task.state === "cancelling";
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      title={t("runTitle", { name: task.name })}
      trigger={
        <Button look="strong">
          <Play size={14} strokeWidth={1.75} aria-hidden="true" /> {t("run", { count })}
        </Button>
      }
      foot={
        <>
          <Button onClick={() => setOpen(false)}>{common("cancel")}</Button>
          <Button look="strong" disabled={busy} onClick={() => void run()}>
            {t("run", { count })}
          </Button>
        </>
      }
    >
      <p>{t("runText", { script: `${task.script.name} v${version}`, hosts: common("hosts", { count }) })}</p>
      {running && <p className="mt-3 rounded-control bg-warn-tint p-3 text-warn">{t("alreadyRunning")}</p>}
    </Dialog>
  );
}
