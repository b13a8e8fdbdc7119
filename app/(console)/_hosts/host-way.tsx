"use client";

import { FileKey2, RectangleEllipsis } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { HostKind } from "../../../server/domain/host-kind.ts";
import { Button } from "../../_ui/button.tsx";
import { CodeBlock } from "../../_ui/code-block.tsx";
import { ConnectionTest } from "./connection-test.tsx";
import { HostKey } from "./host-key.tsx";
import { type HostWithKeys, InstallKey } from "./install-key.tsx";
import { useInstall } from "./use-install.ts";
import { useLastTest } from "./use-test.ts";

/** A host's connection: whether it can be reached, whom it must prove to be, and how the key gets there. */
export function HostWay({
  kind,
  host,
  command,
}: {
  kind: HostKind;
  host: HostWithKeys;
  /** Null where the platform's key is not what logs in, or is not made yet. */
  command: string | null;
}) {
  const { id, name, hostKeyFingerprint, offeredHostKeyFingerprint } = host;
  const [testing, setTesting] = useState(false);
  const install = useInstall(kind, id);
  const lastTest = useLastTest(kind, id).data;
  const proxy = lastTest?.proxy ?? null;
  const installed = install.last?.install?.createdAt ?? "";
  const newer = install.goesOn || installed > (lastTest?.test?.createdAt ?? "");
  const installable = command !== null;
  return (
    <div className="grid lg:grid-cols-[minmax(0,1fr)_344px]">
      <div className="min-w-0 space-y-6 p-4 lg:p-6">
        <ConnectionTest kind={kind} host={host} blocked={install.busy} folded={newer} onBusy={setTesting} />
        <HostKey
          kind={kind}
          id={id}
          name={name}
          pinned={hostKeyFingerprint}
          offered={offeredHostKeyFingerprint}
        />
        {installable && <InstallKey way={{ kind, host, proxy }} install={install} blocked={testing} />}
      </div>
      <aside className="space-y-6 border-line bg-ground p-4 max-lg:border-t lg:border-l lg:p-6">
        {installable && <Beside username={host.ssh.username} command={command} install={install} />}
      </aside>
    </div>
  );
}

/** Ways without a password, and what becomes of wrong ones. */
function Beside({
  username,
  command,
  install: { last, secretKind, setSecretKind },
}: {
  username: string;
  command: string;
  install: ReturnType<typeof useInstall>;
}) {
  const t = useTranslations("installKey");
  const byPassword = secretKind === "password";
  return (
    <>
      <section className="space-y-2">
        <h2 className="text-section">{t("instead")}</h2>
        <p className="text-ink-2">{t("insteadText", { username })}</p>
        <CodeBlock text={command} />
        <Button small look="quiet" onClick={() => setSecretKind(byPassword ? "privateKey" : "password")}>
          {byPassword ? (
            <FileKey2 size={14} strokeWidth={1.75} aria-hidden="true" />
          ) : (
            <RectangleEllipsis size={14} strokeWidth={1.75} aria-hidden="true" />
          )}
          {t(byPassword ? "withKey" : "withPassword")}
        </Button>
      </section>
      {last !== null && (
        <section className="space-y-2 border-line border-t pt-5">
          <h2 className="text-section">{t("tried")}</h2>
          <p className="text-ink-2">
            {t("triedText", { count: last.wrongPasswords, maximum: last.maximumWrong })}
          </p>
          {last.closedMinutes !== null && (
            <p className="text-warn">{t("closed", { minutes: last.closedMinutes })}</p>
          )}
        </section>
      )}
    </>
  );
}
