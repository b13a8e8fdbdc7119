"use client";

import { Link2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Invitation, User } from "../../../../server/user/output.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { Confirm } from "../../../_ui/confirm.tsx";
import { InvitationOnce } from "./invitation-once.tsx";

/** Gives somebody who exists a link to set their password by, and ends the links that they had. */
export function InviteAgain({ user: { id, name, hasPassword } }: { user: User }) {
  const t = useTranslations("users");
  const client = useTRPCClient();
  const router = useRouter();
  const [invitation, setInvitation] = useState<Invitation | null>(null);
  const invite = async () => {
    setInvitation(await client.user.invite.mutate({ id }));
    router.refresh();
  };
  const sign = (
    <>
      <Link2 size={14} strokeWidth={1.75} aria-hidden="true" /> {t("invite")}
    </>
  );
  return (
    <section>
      <h2 className="mb-1 text-section">{t("invitation")}</h2>
      <p className="mb-3 text-ink-2">{hasPassword ? t("inviteSignedUp") : t("inviteWaiting")}</p>
      {invitation === null ? (
        <Confirm
          look="plain"
          confirmLook="strong"
          trigger={sign}
          title={t("inviteTitle", { name })}
          verb={t("invite")}
          act={invite}
        >
          {hasPassword ? t("inviteTextSignedUp") : t("inviteText")}
        </Confirm>
      ) : (
        <div className="-mx-4 lg:-mx-6">
          <InvitationOnce name={name} invitation={invitation} close={() => setInvitation(null)} />
        </div>
      )}
    </section>
  );
}
