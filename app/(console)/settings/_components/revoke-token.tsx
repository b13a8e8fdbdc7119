"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { Confirm } from "../../../_ui/confirm.tsx";
import { toast } from "../../../_ui/toast.ts";

export function RevokeToken({ id, name }: { id: number; name: string }) {
  const t = useTranslations("apiTokens");
  const client = useTRPCClient();
  const router = useRouter();
  const revoke = async () => {
    await client.apiToken.delete.mutate({ id });
    toast.success(t("revoked", { name }));
    router.refresh();
  };
  return (
    <Confirm
      look="quiet"
      small
      trigger={t("revoke")}
      title={t("revokeTitle", { name })}
      verb={t("revokeToken")}
      act={revoke}
    >
      {t("revokeText")}
    </Confirm>
  );
}
