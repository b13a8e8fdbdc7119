"use client";

import { Check, Lock } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useId, useState } from "react";
import type { Locale } from "../../../server/domain/locale.ts";
import type { TestStep } from "../../../server/host-check/output.ts";
import { Button } from "../../_ui/button.tsx";
import { formatDuration } from "../../_ui/format.ts";
import { Segments } from "../../_ui/segments.tsx";
import type { InstallRefusal, SecretKind } from "./use-install.ts";
import { type Host, workerName } from "./way.ts";

type Secret = { password: string } | { privateKey: string; passphrase?: string };

/** A password or a private key that is used once. What was typed leaves the page with the press, and stays nowhere. */
export function OnceSecretField({
  host,
  kind,
  onKind,
  refusal,
  disabled,
  send,
}: {
  host: Host;
  kind: SecretKind;
  onKind: (kind: SecretKind) => void;
  refusal: InstallRefusal | null;
  disabled: boolean;
  /** Answers whether it was taken. */
  send: (secret: Secret) => Promise<boolean>;
}) {
  const t = useTranslations("installKey");
  const id = useId();
  const [typed, setTyped] = useState("");
  const [passphrase, setPassphrase] = useState("");
  const { username } = host.ssh;
  const submit = async (event: React.SyntheticEvent) => {
    event.preventDefault();
    if (disabled || typed === "") return;
    const secret: Secret =
      kind === "password"
        ? { password: typed }
        : { privateKey: typed, ...(passphrase === "" ? {} : { passphrase }) };
    // A key that was not taken may be put right; a password is typed anew.
    if ((await send(secret)) || kind === "password") setTyped("");
    setPassphrase("");
  };
  const wrong = refusal !== null;
  const error = wrong && (
    <p role="alert" id={`${id}-error`} className="text-bad text-small">
      {refusal.message}
    </p>
  );
  const control = {
    id,
    value: typed,
    "aria-invalid": wrong || undefined,
    "aria-describedby": wrong ? `${id}-error` : `${id}-hint`,
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="space-y-3" autoComplete="off">
      <Segments<SecretKind>
        name={t("step2")}
        value={kind}
        segments={[
          { value: "password", label: t("password") },
          { value: "privateKey", label: t("privateKey") },
        ]}
        onChoose={(chosen) => {
          setTyped("");
          onKind(chosen);
        }}
      />
      <div className="grid items-start gap-x-4 gap-y-2 @2xl:grid-cols-[340px_minmax(0,1fr)]">
        <div className="space-y-2">
          <label htmlFor={id} className="block font-medium">
            {t(kind === "password" ? "passwordLabel" : "privateKeyLabel", { username })}
          </label>
          {kind === "password" ? (
            <input
              {...control}
              type="password"
              autoComplete="off"
              onChange={(event) => setTyped(event.target.value)}
              className="h-8 w-full rounded-control border border-control bg-surface px-2.5"
            />
          ) : (
            <textarea
              {...control}
              rows={5}
              spellCheck={false}
              placeholder="-----BEGIN OPENSSH PRIVATE KEY-----"
              onChange={(event) => setTyped(event.target.value)}
              className="w-full rounded-control border border-control bg-surface px-2.5 py-1.5 font-mono text-small"
            />
          )}
          {kind === "privateKey" && (
            <label className="block">
              <span className="mb-1 block font-medium">{t("passphrase")}</span>
              <input
                type="password"
                autoComplete="off"
                value={passphrase}
                placeholder={t("passphraseHint")}
                onChange={(event) => setPassphrase(event.target.value)}
                className="h-8 w-full rounded-control border border-control bg-surface px-2.5 placeholder:text-ink-3"
              />
            </label>
          )}
          {error}
          <Button type="submit" look="strong" disabled={disabled || typed === ""}>
            {t("begin")}
          </Button>
        </div>
        <p id={`${id}-hint`} className="text-ink-2 text-small @2xl:mt-7">
          {t("sealed", { name: host.name, username })}
        </p>
      </div>
    </form>
  );
}

/** In the place of the field, once it was sent: what became of what was typed. */
export function SecretReceipt({
  host,
  steps,
  workerId,
}: {
  host: Host;
  steps: TestStep[];
  workerId: number | null;
}) {
  const t = useTranslations("installKey");
  const locale = useLocale() as Locale;
  const { username } = host.ssh;
  const at = steps.findIndex(({ name }) => name === "target.login");
  const used = at >= 0 && steps.at(at)?.reason !== "no_passwords";
  const ms = steps.slice(0, at + 1).reduce((sum, step) => sum + step.ms, 0);
  const values = { name: host.name, username };
  return (
    <div className="grid items-center gap-x-4 gap-y-2 @2xl:grid-cols-[340px_minmax(0,1fr)]">
      <p className="flex h-8 items-center gap-2 rounded-control border border-line-2 bg-sunken px-2.5">
        <Lock size={14} strokeWidth={1.75} className="text-ink-3" aria-hidden="true" />
        <span aria-hidden="true" className="text-ink-2 tracking-widest">
          ••••••••••••
        </span>
        {at >= 0 && (
          <span className="ml-auto flex items-center gap-1.5 text-ok text-small">
            <Check size={14} strokeWidth={1.75} aria-hidden="true" /> {t(used ? "used" : "unused")}
          </span>
        )}
      </p>
      <p className="text-ink-2 text-small">
        {used
          ? t("receipt", { ...values, time: formatDuration(ms, locale), worker: workerName(workerId) })
          : t("receiptShort", values)}
      </p>
    </div>
  );
}
