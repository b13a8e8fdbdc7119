"use client";

import clsx from "clsx";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useId, useState } from "react";
import { Button } from "../../_ui/button.tsx";
import { CodeBlock } from "../../_ui/code-block.tsx";
import { CopyButton } from "../../_ui/copy-button.tsx";
import { Fingerprint } from "../../_ui/fingerprint.tsx";
import { type GlyphState, StateGlyph } from "../../_ui/state-glyph.tsx";
import { InstallProgress } from "./install-progress.tsx";
import { OnceSecretField, SecretReceipt } from "./once-secret.tsx";
import type { useInstall } from "./use-install.ts";
import type { Host, Way } from "./way.ts";

export interface HostWithKeys extends Host {
  hostKeyFingerprint: string | null;
  hostKeyPinned: boolean;
  offeredHostKeyFingerprint: string | null;
}

/** Puts the platform's key on a host: whom it must prove to be, a secret used once, and each step of it. */
export function InstallKey({
  way,
  install,
  blocked,
}: {
  way: Way & { host: HostWithKeys };
  install: ReturnType<typeof useInstall>;
  /** Something else on the page has its one event stream. */
  blocked: boolean;
}) {
  const t = useTranslations("installKey");
  const { host } = way;
  const { goesOn, busy, last, steps } = install;
  const [asked, setAsked] = useState(false);
  const [same, setSame] = useState(false);
  const open = useOpen(host.status !== "ok" || asked);
  const known = host.hostKeyFingerprint;
  const shown = steps.length > 0 || goesOn;
  const ended = last?.install ?? null;
  const begun = goesOn || (shown && !asked);
  if (!open && !shown) {
    return (
      <section id="install" className="flex flex-wrap items-center gap-x-3 gap-y-2 scroll-mt-32">
        <h2 className="text-section">{t("title")}</h2>
        <span className="text-ink-2">{t("how")}</span>
        <Button small onClick={() => setAsked(true)}>
          {t("begin")}
        </Button>
      </section>
    );
  }
  return (
    <section id="install" className="@container scroll-mt-32">
      <div className="mb-3 flex flex-wrap items-baseline gap-x-3">
        <h2 className="text-section">{t("title")}</h2>
        <span className="text-ink-2">{t("how")}</span>
      </div>
      {host.offeredHostKeyFingerprint !== null ? (
        <p className="text-warn">{t("changed")}</p>
      ) : known === null ? (
        <p className="text-ink-2">{t("unknown")}</p>
      ) : (
        <ol>
          <Part
            number={1}
            title={t("step1")}
            glyph={same || begun ? "succeeded" : "pending"}
            beside={(same || begun) && t("sameAt")}
          >
            <Identity fingerprint={known} pinned={host.hostKeyPinned} />
            {!begun && (
              <label className="mt-2 flex items-center gap-2">
                <input type="checkbox" checked={same} onChange={(event) => setSame(event.target.checked)} />
                {t("same")}
              </label>
            )}
          </Part>
          <Part number={2} title={t("step2")} glyph={begun ? "succeeded" : "pending"}>
            {begun ? (
              <SecretReceipt host={host} steps={steps} workerId={ended?.workerId ?? null} />
            ) : (
              <OnceSecretField
                host={host}
                kind={install.secretKind}
                onKind={install.setSecretKind}
                refusal={install.refusal}
                disabled={!same || busy || blocked || (last?.closedMinutes ?? null) !== null}
                send={async (secret) => {
                  const sent = await install.begin({
                    ...secret,
                    hostKeyFingerprint: known,
                  });
                  if (sent) setAsked(false);
                  return sent;
                }}
              />
            )}
          </Part>
          <Part
            number={3}
            title={t("step3")}
            glyph={goesOn ? "running" : !begun ? "pending" : ended?.ok ? "succeeded" : "unreachable"}
            beside={goesOn && t("now")}
            last
          >
            {begun && <InstallProgress way={way} steps={steps} goesOn={goesOn} record={ended} />}
          </Part>
        </ol>
      )}
      {begun && !goesOn && known !== null && (
        <div className="mt-3 ml-8">
          <Button small onClick={() => setAsked(true)}>
            {t("again")}
          </Button>
        </div>
      )}
    </section>
  );
}

/** Open where it is asked for, by a press or by the address. */
function useOpen(asked: boolean): boolean {
  const [named, setNamed] = useState(false);
  useEffect(() => {
    const look = () => setNamed(window.location.hash === "#install");
    look();
    window.addEventListener("hashchange", look);
    return () => window.removeEventListener("hashchange", look);
  }, []);
  return asked || named;
}

const looks: Partial<Record<GlyphState, string>> = {
  succeeded: "text-ok",
  running: "text-now",
  unreachable: "text-warn",
};

function Part({
  number,
  title,
  glyph,
  beside,
  last = false,
  children,
}: {
  number: number;
  title: string;
  glyph: GlyphState;
  beside?: ReactNode;
  last?: boolean;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <li aria-labelledby={id} className="grid grid-cols-[20px_minmax(0,1fr)] gap-x-3">
      <span className="flex flex-col items-center">
        <span className={clsx("flex h-6 items-center", looks[glyph] ?? "text-ink-3")}>
          <StateGlyph state={glyph} size={16} />
        </span>
        {!last && <span className="my-1 w-px flex-1 bg-line-2" />}
      </span>
      <div className={clsx("min-w-0", !last && "pb-5")}>
        <h3 id={id} className="mb-2 flex min-h-6 flex-wrap items-center gap-x-3 font-medium">
          <span>
            {number}. {title}
          </span>
          <span className="font-normal text-ink-2 text-small">{beside}</span>
        </h3>
        {children}
      </div>
    </li>
  );
}

/** Whom the host must prove to be, and how one finds out on the host itself. */
function Identity({ fingerprint, pinned }: { fingerprint: string; pinned: boolean }) {
  const t = useTranslations("installKey");
  return (
    <>
      <div className="flex items-center gap-3 rounded-panel border border-line-2 px-3.5 py-2.5">
        <div className="min-w-0 flex-1">
          <p className="mb-0.5 text-ink-2 text-small">{t(pinned ? "seen" : "given")}</p>
          <Fingerprint value={fingerprint} large />
        </div>
        <CopyButton text={fingerprint} />
      </div>
      <p className="mt-2.5 mb-1 text-ink-2 text-small">{t("compare")}</p>
      <CodeBlock text="ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub" />
    </>
  );
}
