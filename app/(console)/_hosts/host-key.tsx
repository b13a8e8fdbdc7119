"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { HostKind } from "../../../server/domain/host-kind.ts";
import { useTRPCClient } from "../../_trpc/client.tsx";
import { Confirm } from "../../_ui/confirm.tsx";
import { Fingerprint } from "../../_ui/fingerprint.tsx";
import { toast } from "../../_ui/toast.ts";

interface HostKeyProps {
  kind: HostKind;
  id: number;
  name: string;
  pinned: string | null;
  offered: string | null;
}

/** Whom a host must prove to be; where it shows another key, both, and the way to trust the new one. */
export function HostKey({ kind, id, name, pinned, offered }: HostKeyProps) {
  const t = useTranslations("targets");
  const client = useTRPCClient();
  const router = useRouter();
  const trust = async () => {
    if (offered !== null) await client[kind].trustHostKey.mutate({ id, fingerprint: offered });
    toast.success(t("trusted"));
    router.refresh();
  };
  return (
    <section className={offered === null ? "" : "rounded-panel border border-warn-line bg-warn-tint p-3"}>
      <h2 className="mb-2 text-section">{t("hostKey")}</h2>
      <p className="text-ink-3 text-small">{t("pinned")}</p>
      {pinned === null ? <p className="text-ink-2">{t("notPinned")}</p> : <Fingerprint value={pinned} />}
      {offered !== null && (
        <>
          <p className="mt-2 text-ink-3 text-small">{t("offered")}</p>
          <Fingerprint value={offered} />
          <div className="mt-3">
            <Confirm trigger={t("trust")} title={t("trustTitle", { name })} verb={t("trust")} act={trust}>
              {t("trustText")}
            </Confirm>
          </div>
        </>
      )}
    </section>
  );
}
