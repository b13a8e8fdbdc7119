"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPCClient } from "../../../../_trpc/client.tsx";
import { Button } from "../../../../_ui/button.tsx";
import { toast } from "../../../../_ui/toast.ts";

/** Takes a moment that waits out of its task's queue. */
export function TakeOut({ taskId, fireAt }: { taskId: number; fireAt: string }) {
  const t = useTranslations("fires");
  const client = useTRPCClient();
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const take = async () => {
    setBusy(true);
    await client.task.cancelFire.mutate({ id: taskId, fireAt }).then(
      () => router.refresh(),
      (error: Error) => toast.refused(error),
    );
    setBusy(false);
  };
  return (
    <Button small disabled={busy} onClick={() => void take()}>
      {t("takeOut")}
    </Button>
  );
}
