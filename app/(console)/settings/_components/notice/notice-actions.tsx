"use client";

import { RotateCcw } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { Notice } from "../../../../../server/notice/output.ts";
import { useTRPCClient } from "../../../../_trpc/client.tsx";
import { Button } from "../../../../_ui/button.tsx";
import { Confirm } from "../../../../_ui/confirm.tsx";
import { toast } from "../../../../_ui/toast.ts";

/** What can be done about a delivery that has not arrived: try it at once, or try it no more. */
export function DeliveryActions({
  noticeId,
  delivery: { id: deliveryId, state },
  name,
}: {
  noticeId: number;
  delivery: Notice["deliveries"][number];
  /** Of its channel. */
  name: string;
}) {
  const t = useTranslations("notices");
  const client = useTRPCClient();
  const router = useRouter();
  const giveUp = async () => {
    await client.notice.giveUp.mutate({ id: noticeId, deliveryId });
    router.refresh();
  };
  return (
    <>
      {state !== "delivered" && <TryNow id={noticeId} deliveryId={deliveryId} />}
      {(state === "waiting" || state === "dead") && (
        <Confirm
          small
          trigger={t("giveUp")}
          title={t("giveUpTitle", { name })}
          verb={t("giveUp")}
          act={giveUp}
        >
          {t("giveUpText")}
        </Confirm>
      )}
    </>
  );
}

/** Tries a notice again at once, by one of its channels, or where it had none by those that there are now. */
export function TryNow({ id, deliveryId }: { id: number; deliveryId?: number }) {
  const t = useTranslations("notices");
  const client = useTRPCClient();
  const router = useRouter();
  const tryNow = async () => {
    try {
      await client.notice.retry.mutate({ id, deliveryId });
    } catch (error) {
      toast.refused(error);
    }
    router.refresh();
  };
  return (
    <Button small onClick={() => void tryNow()}>
      <RotateCcw size={12} strokeWidth={1.75} aria-hidden="true" /> {t("tryNow")}
    </Button>
  );
}
