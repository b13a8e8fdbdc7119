"use client";

import { Play } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { useTRPCClient } from "../../_trpc/client.tsx";
import { Button, type ButtonLook } from "../../_ui/button.tsx";
import { randomKey } from "../../_ui/random-key.ts";
import { toast } from "../../_ui/toast.ts";

/** Runs a sample's task, and opens what its host says, live. */
export function RunSample({
  taskId,
  look,
  small = false,
  name,
  children,
}: {
  taskId: number;
  look?: ButtonLook;
  small?: boolean;
  /** What it runs, where the button's words do not say it. */
  name?: string;
  children: ReactNode;
}) {
  const t = useTranslations("overview.first");
  const client = useTRPCClient();
  const router = useRouter();
  const [idempotencyKey] = useState(() => randomKey());
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      const { taskLogId } = await client.task.run.mutate({ id: taskId, idempotencyKey });
      const [host] = (await client.taskLog.targets.query({ id: taskLogId })).items;
      router.push(`/task-logs/${taskLogId}/targets/${host?.targetLogId}`);
    } catch (error) {
      setBusy(false);
      toast.refused(error);
    }
  };
  return (
    <Button
      look={look}
      small={small}
      disabled={busy}
      aria-label={name === undefined ? undefined : t("run", { name })}
      onClick={() => void run()}
      className={small ? undefined : "h-10 px-5 text-[14px]"}
    >
      <Play size={14} strokeWidth={1.75} aria-hidden="true" /> {children}
    </Button>
  );
}
