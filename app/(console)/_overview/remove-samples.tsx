"use client";

import { Eraser } from "lucide-react";
import { useRouter } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { useTRPCClient } from "../../_trpc/client.tsx";
import { Confirm } from "../../_ui/confirm.tsx";
import { toast } from "../../_ui/toast.ts";

/** Takes all samples away, after it has named what goes and what stays. */
export function RemoveSamples({ names }: { names: string[] }) {
  const t = useTranslations("overview.first");
  const format = useFormatter();
  const client = useTRPCClient();
  const router = useRouter();
  const remove = async () => {
    const { kept } = await client.sample.remove.mutate({});
    toast.success(kept.length > 0 ? t("removedBut", { names: format.list(kept) }) : t("removed"));
    router.refresh();
  };
  const sign = (
    <>
      <Eraser size={14} strokeWidth={1.75} aria-hidden="true" /> {t("remove")}
    </>
  );
  return (
    <Confirm look="quiet" trigger={sign} title={t("removeTitle")} verb={t("remove")} act={remove}>
      <p>{t("removeText", { names: format.list(names) })}</p>
      <p className="mt-2 text-ink-2">{t("removeStays")}</p>
    </Confirm>
  );
}
