"use client";

import { ArrowBigUp, CornerDownLeft, Eye, EyeOff, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { signIn } from "next-auth/react";
import { useFormatter, useTranslations } from "next-intl";
import { type FormEvent, type KeyboardEvent, useState } from "react";
import { buttonClass } from "../../_ui/button.tsx";

const inputClass = "h-9 w-full rounded-control border border-control bg-surface px-2.5 text-body";

/** E-mail and password. What was typed stays when it was wrong. */
export function SignInForm() {
  const t = useTranslations("signIn");
  const router = useRouter();
  const [refusal, setRefusal] = useState<URLSearchParams | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setRefusal(null);
    const { email, password } = Object.fromEntries(new FormData(event.currentTarget));
    const answer = await signIn("credentials", { email, password, redirect: false }).catch(() => undefined);
    if (answer?.ok === true) {
      router.replace("/");
      router.refresh();
      return;
    }
    setRefusal(new URLSearchParams(answer?.error ?? ""));
    setBusy(false);
  };

  return (
    <form method="post" onSubmit={submit} className="space-y-4">
      {refusal !== null && <Refusal refusal={refusal} />}
      <label className="block">
        <span className="mb-1 block">{t("email")}</span>
        <input className={inputClass} type="email" name="email" autoComplete="username" required />
      </label>
      <PasswordField />
      <button type="submit" aria-disabled={busy} className={`${buttonClass("strong")} relative h-9 w-full`}>
        {busy ? t("submitting") : t("submit")}
        <span className="absolute right-2.5 rounded-cell border border-ink-3 px-1 py-0.5">
          <CornerDownLeft size={12} aria-hidden="true" />
        </span>
      </button>
    </form>
  );
}

function PasswordField() {
  const t = useTranslations("signIn");
  const [shown, setShown] = useState(false);
  const [capsLock, setCapsLock] = useState(false);
  const look = (event: KeyboardEvent) => setCapsLock(event.getModifierState("CapsLock"));
  const Sign = shown ? EyeOff : Eye;
  return (
    <div>
      <label htmlFor="password" className="mb-1 block">
        {t("password")}
      </label>
      <div className="relative">
        <input
          id="password"
          className={`${inputClass} pr-10`}
          type={shown ? "text" : "password"}
          name="password"
          autoComplete="current-password"
          required
          onKeyUp={look}
          onKeyDown={look}
        />
        <button
          type="button"
          aria-label={shown ? t("hidePassword") : t("showPassword")}
          onClick={() => setShown(!shown)}
          className="absolute inset-y-0 right-0 flex w-9 items-center justify-center text-ink-3 hover:text-ink"
        >
          <Sign size={16} strokeWidth={1.75} />
        </button>
      </div>
      {capsLock && (
        <p className="mt-1 flex items-center gap-1.5 text-small text-warn">
          <ArrowBigUp size={14} /> {t("capsLock")}
        </p>
      )}
    </div>
  );
}

/** Why it was refused: above the fields, never on one of them. */
function Refusal({ refusal }: { refusal: URLSearchParams }) {
  const t = useTranslations("signIn");
  const format = useFormatter();
  const reason = refusal.get("reason");
  const until = refusal.get("until");
  const time =
    until === null ? "" : format.dateTime(new Date(until), { timeStyle: "short", timeZone: zone() });
  const [what, then] =
    reason === "SIGN_IN_FAILED"
      ? [t("failed"), t("triesLeft", { remaining: Number(refusal.get("remaining")), time })]
      : reason === "SIGN_IN_THROTTLED"
        ? [t("throttled"), t("throttledUntil", { minutes: Number(refusal.get("minutes")) })]
        : [t("unavailable"), t("unavailableCure")];
  return (
    <div
      role="alert"
      className="flex gap-2 rounded-control border-bad-solid border-l-2 bg-bad-tint px-3 py-2.5"
    >
      <X size={14} strokeWidth={2} className="mt-0.75 shrink-0 text-bad" aria-hidden="true" />
      <p>
        <strong className="font-semibold text-bad">{what}</strong> {then}
      </p>
    </div>
  );
}

function zone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
