"use client";

import { useTranslations } from "next-intl";
import type { Invitation } from "../../../../server/user/output.ts";
import { Moment } from "../../../_ui/moment.tsx";
import { ShownOnce } from "../../../_ui/shown-once.tsx";

/** The link by which somebody sets their password, to be passed on. */
export function InvitationOnce({
  name,
  invitation: { link, expiresAt },
  close,
}: {
  name: string;
  invitation: Invitation;
  close: () => void;
}) {
  const t = useTranslations("users");
  const [prefix = "", token = ""] = new URL(link, location.origin).href.split(/(?<=#)/);
  return (
    <ShownOnce
      title={t("inviteReady", { name })}
      facts={
        <>
          {t("inviteUntil")} <Moment at={expiresAt} />
        </>
      }
      prefix={prefix}
      secret={token}
      copy={t("copyLink")}
      hide={t("hideLink")}
      close={close}
    />
  );
}
