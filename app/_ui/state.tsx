import clsx from "clsx";
import { useTranslations } from "next-intl";
import { type GlyphState, StateGlyph } from "./state-glyph.tsx";

type Family = "idle" | "now" | "ok" | "bad" | "warn" | "lost";

export const familyOf: Record<GlyphState, Family> = {
  pending: "idle",
  queued: "idle",
  connecting: "now",
  exec_sent: "now",
  running: "now",
  cancelling: "now",
  paused: "now",
  succeeded: "ok",
  failed: "bad",
  timed_out: "bad",
  unreachable: "warn",
  lost: "lost",
  interrupted: "lost",
  cancelled: "idle",
  skipped: "idle",
};

const textOf: Record<Family, string> = {
  idle: "text-ink-3",
  now: "text-now",
  ok: "text-ok",
  bad: "text-bad",
  warn: "text-warn",
  lost: "text-lost",
};

const pill: Record<Family, string> = {
  idle: "bg-sunken text-ink-2",
  now: "bg-now-tint text-now",
  ok: "bg-ok-tint text-ok",
  bad: "bg-bad-tint text-bad",
  warn: "bg-warn-tint text-warn",
  lost: "bg-lost-tint text-lost",
};

/** The colour of a state's sign and word. */
export function textLook(state: GlyphState): string {
  return textOf[familyOf[state]];
}

/** A state's sign and word; `children` say more than the word where more is known ("3 of 14 failed"). */
export function State({ state, children }: { state: GlyphState; children?: React.ReactNode }) {
  const t = useTranslations("state");
  return (
    <span className={clsx("inline-flex items-center gap-1.5 whitespace-nowrap", textLook(state))}>
      <StateGlyph state={state} />
      <span className="font-medium">{children ?? t(state)}</span>
    </span>
  );
}

/** A state's sign alone, in its colour: a word stands beside it. */
export function StateSign({ state, size }: { state: GlyphState; size?: number }) {
  return (
    <span className={textLook(state)}>
      <StateGlyph state={state} size={size} />
    </span>
  );
}

/** The same as a pill, beside a page's title. */
export function StatePill({ state }: { state: GlyphState }) {
  const t = useTranslations("state");
  return (
    <span
      className={clsx(
        "inline-flex h-6 items-center gap-1.5 rounded-full px-2.5 text-small font-medium",
        pill[familyOf[state]],
      )}
    >
      <StateGlyph state={state} />
      {t(state)}
    </span>
  );
}
