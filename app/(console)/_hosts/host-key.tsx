"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import type { HostKind } from "../../../server/domain/host-kind.ts";
import { useTRPCClient } from "../../_trpc/client.tsx";
import { Confirm } from "../../_ui/confirm.tsx";

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
      <Fingerprint value={pinned} absent={t("notPinned")} />
      {offered !== null && (
        <>
          <p className="mt-2 text-ink-3 text-small">{t("offered")}</p>
          <Fingerprint value={offered} absent="" />
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

/** In groups of four, so that two can be compared; copied whole. */
function Fingerprint({ value, absent }: { value: string | null; absent: string }) {
  if (value === null) return <p className="text-ink-2">{absent}</p>;
  const groups = value.replace("SHA256:", "").match(/.{1,4}/g) ?? [];
  return (
    <p className="flex flex-wrap gap-x-1.5 font-mono text-small">
      <span className="text-ink-3">SHA256:</span>
      {groups.map((group, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: groups of one fingerprint stay in their places
        <span key={at}>{group}</span>
      ))}
    </p>
  );
}
