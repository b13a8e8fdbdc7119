"use client";

import { useLocale, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { Locale } from "../../server/domain/locale.ts";
import { formatDuration, formatMoment, formatPlanned } from "./format.ts";
import { useNow } from "./use-now.ts";

/**
 * A time in the reader's own zone; the exact one with its zone is in the hint. Before the browser knows: UTC. A short
 * one says no more than a list needs: today's time, else the day.
 */
export function Moment({ at, short = false }: { at: string | null; short?: boolean }) {
  const locale = useLocale() as Locale;
  const timeZone = useTimeZone();
  if (at === null) return <span className="text-ink-3">—</span>;
  const exact = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: "full", timeStyle: "long" });
  return (
    <time dateTime={at} title={exact.format(new Date(at))} suppressHydrationWarning>
      {formatMoment(at, locale, timeZone, { short })}
    </time>
  );
}

/** The reader's own zone; UTC before the browser knows. */
export function useTimeZone(): string {
  const [timeZone, setTimeZone] = useState("UTC");
  useEffect(() => setTimeZone(Intl.DateTimeFormat().resolvedOptions().timeZone), []);
  return timeZone;
}

/** A moment to come and how far it is; both in the reader's own zone, to the minute. */
export function Ahead({ at }: { at: string }) {
  const t = useTranslations("schedule");
  const locale = useLocale() as Locale;
  const timeZone = useTimeZone();
  const now = useNow(true);
  const left = now === null ? null : Date.parse(at) - now;
  return (
    <span className="whitespace-nowrap">
      <time dateTime={at} className="font-medium" suppressHydrationWarning>
        {formatPlanned(new Date(at), locale, timeZone)}
      </time>
      {left !== null && left > 0 && (
        <span className="ml-1.5 text-ink-2">{t("in", { time: formatDuration(left, locale) })}</span>
      )}
    </span>
  );
}

export function Duration({ ms }: { ms: number | null }) {
  const locale = useLocale() as Locale;
  return ms === null ? <span className="text-ink-3">—</span> : <span>{formatDuration(ms, locale)}</span>;
}

/** A time that goes on until its end is known. */
export function Elapsed({ from, to }: { from: string | null; to: string | null }) {
  const now = useNow(from !== null && to === null);
  if (from === null) return <Duration ms={null} />;
  const end = to === null ? now : Date.parse(to);
  return <Duration ms={end === null ? null : Math.max(0, end - Date.parse(from))} />;
}
