import { Equal, type LucideIcon, Pencil, Plus, X } from "lucide-react";

/** What becomes of an entry of an import, worst first. */
export const outcomes = ["refused", "changed", "made", "same"] as const;
export type Outcome = (typeof outcomes)[number];

const signs: Record<Outcome, LucideIcon> = { refused: X, changed: Pencil, made: Plus, same: Equal };
/** The colour of its words and sign. */
export const looks: Record<Outcome, string> = {
  refused: "text-bad",
  changed: "text-ink",
  made: "text-ok",
  same: "text-ink-3",
};
/** The colour of its share of a bar. */
export const bars: Record<Outcome, string> = {
  refused: "bg-bad-solid",
  changed: "bg-ink",
  made: "bg-ok-solid",
  same: "bg-line-2",
};

/** An outcome's sign in its colour. */
export function OutcomeSign({ outcome, size = 14 }: { outcome: Outcome; size?: number }) {
  const Icon = signs[outcome];
  return <Icon size={size} strokeWidth={2} aria-hidden="true" className={looks[outcome]} />;
}
