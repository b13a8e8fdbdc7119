"use client";

import { useFormatter, useTranslations } from "next-intl";
import { Button } from "../button.tsx";
import { Dialog } from "../dialog.tsx";

/** Names what would be lost, and leaves it to a person. */
export default function LeaveDialog({
  lost,
  leave,
  stay,
}: {
  /** The labels of what was changed. */
  lost: string[];
  leave: () => void;
  stay: () => void;
}) {
  const t = useTranslations("form");
  const format = useFormatter();
  return (
    <Dialog
      open
      onOpenChange={stay}
      title={t("leave")}
      foot={
        <>
          <Button onClick={stay}>{t("stay")}</Button>
          <Button look="danger" onClick={leave}>
            {t("leaveUnsaved")}
          </Button>
        </>
      }
    >
      {lost.length > 0 ? t("lost", { fields: format.list(lost), count: lost.length }) : t("lostUnnamed")}
    </Dialog>
  );
}
