import clsx from "clsx";
import { KeyRound, Lock } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ConnectionStatus } from "../../server/domain/connection-status.ts";
import { StateGlyph } from "./state-glyph.tsx";

/** The colour of a status. */
export const connectionLook: Record<ConnectionStatus, string> = {
  unknown: "text-ink-3",
  ok: "text-ok",
  unreachable: "text-warn",
  auth_failed: "text-warn",
  host_key_changed: "text-warn",
};

/** Whether a host could be reached when last looked: sign and word. */
export function ConnectionState({ status }: { status: ConnectionStatus }) {
  const t = useTranslations("connection");
  return (
    <span className={clsx("inline-flex items-center gap-1.5 whitespace-nowrap", connectionLook[status])}>
      <Sign status={status} /> {t(status)}
    </span>
  );
}

/** The sign alone; the word is in its hint. */
export function ConnectionSign({ status }: { status: ConnectionStatus }) {
  const t = useTranslations("connection");
  return (
    <span role="img" aria-label={t(status)} title={t(status)} className={connectionLook[status]}>
      <Sign status={status} />
    </span>
  );
}

/** The sign in its colour, where the word stands beside it. */
export function StatusSign({ status }: { status: ConnectionStatus }) {
  return (
    <span className={connectionLook[status]}>
      <Sign status={status} />
    </span>
  );
}

function Sign({ status }: { status: ConnectionStatus }) {
  if (status === "auth_failed") return <Lock size={14} strokeWidth={1.75} aria-hidden="true" />;
  if (status === "host_key_changed") return <KeyRound size={14} strokeWidth={1.75} aria-hidden="true" />;
  return (
    <StateGlyph state={status === "ok" ? "succeeded" : status === "unknown" ? "pending" : "unreachable"} />
  );
}
