import clsx from "clsx";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { FireOutcome } from "../../../../../server/domain/schedule/fire-outcome.ts";

const shapes: Record<FireOutcome, ReactNode> = {
  ran: <circle cx="8" cy="8" r="3.4" fill="currentColor" stroke="none" />,
  late: (
    <>
      <path d="M2.5 4.5v7M3 8h5" fill="none" />
      <circle cx="10.6" cy="8" r="3" fill="currentColor" stroke="none" />
    </>
  ),
  missed: <circle cx="8" cy="8" r="3.6" fill="none" />,
  queued: <circle cx="8" cy="8" r="4.6" fill="none" strokeDasharray="1.6 2.2" />,
  skipped_overlap: <path d="m3.6 4.4 3.6 3.6-3.6 3.6M8.6 4.4l3.6 3.6-3.6 3.6" fill="none" />,
  blocked: (
    <>
      <circle cx="8" cy="8" r="4.8" fill="none" />
      <path d="m4.8 4.8 6.4 6.4" fill="none" />
    </>
  ),
  cancelled: <rect x="4" y="4" width="8" height="8" rx="1" fill="none" />,
  refused: <path d="m4.6 4.6 6.8 6.8m0-6.8-6.8 6.8" fill="none" />,
};

/** What did not happen though it was planned is told from what a rule wanted so. */
export const outcomeLooks: Record<FireOutcome, string> = {
  ran: "text-ink",
  late: "text-warn",
  missed: "text-warn",
  queued: "text-now",
  skipped_overlap: "text-ink-2",
  blocked: "text-ink-2",
  cancelled: "text-ink-2",
  refused: "text-bad",
};

/** An outcome's sign; a word stands beside it. */
export function OutcomeSign({ outcome, size = 14 }: { outcome: FireOutcome; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
      className={clsx("shrink-0", outcomeLooks[outcome])}
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {shapes[outcome]}
    </svg>
  );
}

export function Outcome({ outcome, count = 1 }: { outcome: FireOutcome; count?: number }) {
  const t = useTranslations("fires");
  return (
    <span className={clsx("inline-flex items-center gap-1.5 whitespace-nowrap", outcomeLooks[outcome])}>
      <OutcomeSign outcome={outcome} />
      <span className={outcome === "ran" ? undefined : "font-medium"}>{t(`outcomes.${outcome}`)}</span>
      {count > 1 && <b className="font-semibold">{count}</b>}
    </span>
  );
}
