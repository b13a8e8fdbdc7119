"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPCClient } from "../../../../_trpc/client.tsx";
import { Button } from "../../../../_ui/button.tsx";
import { toast } from "../../../../_ui/toast.ts";

/** Looks at what became of a script whose end was not seen; it only reads. */
export function CheckOutcome({ id }: { id: number }) {
  const t = useTranslations("targetLog");
  const client = useTRPCClient();
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const look = async () => {
    setBusy(true);
    await client.targetLog.checkOutcome.mutate({ id }).then(
      () => toast.success(t("checked")),
      (error: Error) => toast.refused(error),
    );
    setBusy(false);
    router.refresh();
  };
  return (
    <Button look="strong" disabled={busy} onClick={() => void look()}>
      {t("check")}
    </Button>
  );
}
