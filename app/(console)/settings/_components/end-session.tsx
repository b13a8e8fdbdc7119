"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { Confirm } from "../../../_ui/confirm.tsx";
import { toast } from "../../../_ui/toast.ts";

export function EndSession({ id, name }: { id: number; name: string }) {
  const t = useTranslations("sessions");
  const client = useTRPCClient();
  const router = useRouter();
  const end = async () => {
    await client.session.end.mutate({ id });
    toast.success(t("ended"));
    router.refresh();
  };
  return (
    <Confirm look="quiet" small trigger={t("end")} title={t("endTitle", { name })} verb={t("end")} act={end}>
      {t("endText")}
    </Confirm>
  );
}
