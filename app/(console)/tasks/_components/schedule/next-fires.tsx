"use client";

import clsx from "clsx";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { Locale } from "../../../../../server/domain/locale.ts";
import type { TaskPreview } from "../../../../../server/task/output.ts";
import { formatClock, formatDay, formatDuration, formatZone } from "../../../../_ui/format.ts";
import { useNow } from "../../../../_ui/use-now.ts";

/** The next moments of a schedule, by its own clock and the reader's; those that a change of the clocks touches say so. */
export function NextFires({ preview }: { preview: Pick<TaskPreview, "fires" | "timeZone"> }) {
  const t = useTranslations("schedule");
  const locale = useLocale() as Locale;
  const now = useNow(true);
  const [mine, setMine] = useState<string | null>(null);
  useEffect(() => setMine(Intl.DateTimeFormat().resolvedOptions().timeZone), []);
  const { fires, timeZone } = preview;
  const other = mine !== null && mine !== timeZone ? mine : null;
  const withSeconds = fires.some(({ at }) => new Date(at).getUTCSeconds() !== 0);
  return (
    <table className="w-full text-small">
      <caption className="sr-only">{t("nextFires", { count: fires.length })}</caption>
      <thead>
        <tr className="h-7 border-line border-b text-left text-ink-3">
          <th scope="col" colSpan={2} className="font-semibold text-ink">
            {t("nextFires", { count: fires.length })}
          </th>
          <th scope="col" className="whitespace-nowrap pr-2 font-normal">
            {formatZone(timeZone, locale)}
          </th>
          <th scope="col" className="whitespace-nowrap font-normal">
            {other !== null && t("mine", { zone: formatZone(other, locale) })}
          </th>
          <th scope="col">
            <span className="sr-only">{t("note")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {fires.map(({ at, clockChange, closedBy }, index) => {
          const struck = closedBy === null ? undefined : "line-through text-ink-3";
          const moment = new Date(at);
          return (
            <tr key={at} className="h-7 border-line border-b">
              <td className="w-6 text-ink-3">{index + 1}</td>
              <td className={clsx("whitespace-nowrap pr-2", struck)}>
                {formatDay(moment, locale, timeZone, { month: "short", weekday: "short" })}
              </td>
              <td className={clsx("pr-2 font-semibold", struck)}>
                {formatClock(moment, locale, timeZone, withSeconds)}
              </td>
              <td className="whitespace-nowrap pr-2 text-ink-2">
                {other !== null && clockElsewhere(moment, locale, { timeZone, other, withSeconds })}
              </td>
              <td
                className={clsx(
                  "whitespace-nowrap text-right",
                  (clockChange ?? closedBy) ? "text-warn" : "text-ink-3",
                )}
                title={closedBy === null ? undefined : t("closedBy", { calendar: closedBy.name })}
              >
                {closedBy !== null
                  ? t("blocked")
                  : clockChange !== null
                    ? t(`clockChanges.${clockChange}`)
                    : index === 0 && now !== null && Number(moment) > now
                      ? t("in", { time: formatDuration(Number(moment) - now, locale) })
                      : null}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** What the reader's clock shows; with the weekday where it is another day there. */
function clockElsewhere(
  at: Date,
  locale: Locale,
  { timeZone, other, withSeconds }: { timeZone: string; other: string; withSeconds: boolean },
): string {
  const weekday = (zone: string) =>
    new Intl.DateTimeFormat(locale, { timeZone: zone, weekday: "short" }).format(at);
  const clock = formatClock(at, locale, other, withSeconds);
  return weekday(timeZone) === weekday(other) ? clock : `${clock} ${weekday(other)}`;
}
