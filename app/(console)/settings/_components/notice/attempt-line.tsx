"use client";

import { useLocale, useTranslations } from "next-intl";
import type { Locale } from "../../../../../server/domain/locale.ts";
import type { Notice } from "../../../../../server/notice/output.ts";
import { formatDuration } from "../../../../_ui/format.ts";
import { StateSign } from "../../../../_ui/state.tsx";
import type { GlyphState } from "../../../../_ui/state-glyph.tsx";

type Delivery = Notice["deliveries"][number];

interface Mark {
  sign: GlyphState;
  /** Since the delivery began. */
  afterMs: number;
  /** In percent of the line. */
  at: number;
}

/** Signs nearer to each other than that would cover one another, and words too. */
const signGap = 2.5;
const wordGap = 14;
/** The end's own words stand behind it. */
const lastWord = 78;

/** The attempts of a delivery in time: seconds at its beginning are as wide as hours at its end. */
export function AttemptLine({ delivery }: { delivery: Delivery }) {
  const t = useTranslations("notices");
  const locale = useLocale() as Locale;
  const marks = marksOf(delivery);
  const last = marks.at(-1)?.at ?? 0;
  const end = delivery.givesUpAt === null ? 100 : lastWord;
  const worded = spaced(marks, wordGap).filter(({ at }) => at <= end);
  const shown = new Set(spaced(marks, signGap));
  return (
    <div aria-hidden="true" className="relative mx-1 mb-2 h-11 text-ink-3 text-small">
      <span className="absolute top-2.5 left-0 border-line-2 border-t" style={{ width: `${last}%` }} />
      <span
        className="absolute top-2.5 right-0 border-line-2 border-t border-dotted"
        style={{ left: `${last}%` }}
      />
      {marks.map((mark) => (
        <span
          key={mark.afterMs}
          className="-translate-x-1/2 absolute top-0.5 flex h-4 items-center bg-surface"
          style={{ left: `${mark.at}%` }}
        >
          {shown.has(mark) ? (
            <StateSign state={mark.sign} size={14} />
          ) : (
            <span className="h-2 border-bad-line border-l" />
          )}
        </span>
      ))}
      {worded.map(({ afterMs, at }) => (
        <span
          key={afterMs}
          className={`absolute top-5.5 whitespace-nowrap ${at > 94 ? "-translate-x-full" : "-translate-x-1/2"}`}
          style={{ left: `${at}%` }}
        >
          {`+${formatDuration(afterMs, locale)}`}
        </span>
      ))}
      {delivery.givesUpAt !== null && (
        <span className="absolute top-5.5 right-0 whitespace-nowrap">{t("givesUp")}</span>
      )}
    </div>
  );
}

function marksOf({ createdAt, attemptList, nextAttemptAt, givesUpAt, attempts }: Delivery): Mark[] {
  const since = (moment: string) => Math.max(0, Date.parse(moment) - Date.parse(createdAt));
  const made = attemptList.map(({ number, startedAt, outcome }) => ({
    sign: signOf(outcome, number === attempts),
    afterMs: since(startedAt),
  }));
  const inHand = made.at(-1)?.sign === "running";
  const planned: Omit<Mark, "at">[] =
    nextAttemptAt === null || inHand ? [] : [{ sign: "pending", afterMs: since(nextAttemptAt) }];
  const marks = [...made, ...planned];
  const longest = Math.max(1_000, ...marks.map(({ afterMs }) => afterMs), givesUpAt ? since(givesUpAt) : 0);
  return marks.map((mark) => ({ ...mark, at: 2 + (96 * logOf(mark.afterMs)) / logOf(longest) }));
}

function logOf(ms: number): number {
  return Math.log1p(ms / 1_000);
}

function signOf(outcome: Delivery["attemptList"][number]["outcome"], isLast: boolean): GlyphState {
  if (outcome === "delivered") return "succeeded";
  if (outcome === null) return isLast ? "running" : "lost";
  return "failed";
}

/** Of marks in order those that have room, the newest first. */
function spaced(marks: Mark[], gap: number): Mark[] {
  const kept: Mark[] = [];
  for (const mark of marks.toReversed()) {
    const newer = kept.at(-1);
    if (newer === undefined || newer.at - mark.at >= gap) kept.push(mark);
  }
  return kept;
}
