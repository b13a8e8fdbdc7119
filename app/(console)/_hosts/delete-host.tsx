"use client";

import { Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { useTRPCClient } from "../../_trpc/client.tsx";
import { Confirm } from "../../_ui/confirm.tsx";

export function DeleteHost({ kind, id, name }: { kind: "target" | "proxy"; id: number; name: string }) {
  const t = useTranslations("targets");
  const proxies = useTranslations("proxies");
  const client = useTRPCClient();
  const router = useRouter();
  const verb = kind === "target" ? t("delete") : proxies("delete");
  const act = async () => {
    await client[kind].delete.mutate({ id });
    toast.success(t("deleted", { name }));
    router.push(kind === "target" ? "/targets" : "/proxies");
  };
  const sign = (
    <>
      <Trash2 size={14} strokeWidth={1.75} aria-hidden="true" /> {verb}
    </>
  );
  return (
    <Confirm trigger={sign} title={t("deleteTitle", { name })} verb={verb} act={act}>
      {kind === "target" ? t("deleteText") : proxies("deleteText")}
    </Confirm>
  );
}
