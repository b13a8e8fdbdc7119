"use client";

import { Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { Confirm } from "../../../_ui/confirm.tsx";

export function DeleteScript({ id, name }: { id: number; name: string }) {
  const t = useTranslations("scripts");
  const client = useTRPCClient();
  const router = useRouter();
  const act = async () => {
    await client.script.delete.mutate({ id });
    toast.success(t("deleted", { name }));
    router.push("/scripts");
  };
  const sign = (
    <>
      <Trash2 size={14} strokeWidth={1.75} aria-hidden="true" /> {t("delete")}
    </>
  );
  return (
    <Confirm trigger={sign} title={t("deleteTitle", { name })} verb={t("delete")} act={act}>
      {t("deleteText")}
    </Confirm>
  );
}
