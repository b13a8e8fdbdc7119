import { useLocale } from "next-intl";
import type { ReactNode } from "react";
import type { Locale } from "../../server/domain/locale.ts";
import { offsetMinutes } from "../../server/domain/schedule/clock-change.ts";
import { formatClock } from "./format.ts";

export interface Axis {
  from: number;
  to: number;
  timeZone: string;
}

/** Where a moment lies on an axis, in percent. */
export function placeOn({ from, to }: Axis, at: string | number): number {
  const moment = typeof at === "string" ? Date.parse(at) : at;
  return ((moment - from) / (to - from)) * 100;
}

const hour = 3_600_000;
const steps = [1, 2, 3, 4, 6, 12, 24, 48, 168].map((hours) => hours * hour);

/** Moments of an axis that are named: as many as are legible, on full hours of its zone's clock. */
export function marksOf(axis: Axis, atMost = 12): number[] {
  const step = steps.find((one) => (axis.to - axis.from) / one <= atMost) ?? 168 * hour;
  const ahead = offsetMinutes(axis.timeZone, new Date(axis.from)) * 60_000;
  const first = Math.ceil((axis.from + ahead) / step) * step - ahead;
  const count = Math.floor((axis.to - first) / step) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => first + index * step);
}

/** The times along the top of an axis; midnight names its day. */
export function AxisMarks({ axis }: { axis: Axis }) {
  const locale = useLocale() as Locale;
  const day = new Intl.DateTimeFormat(locale, { timeZone: axis.timeZone, weekday: "short" });
  return (
    <div aria-hidden="true" className="relative h-5 text-ink-3 text-small">
      {marksOf(axis).map((at) => {
        const clock = formatClock(new Date(at), locale, axis.timeZone);
        const place = placeOn(axis, at);
        return place > 96 ? null : (
          <span
            key={at}
            className={`absolute whitespace-nowrap max-md:nth-[even]:hidden ${place < 2 ? "" : "-translate-x-1/2"}`}
            style={{ left: `${place}%` }}
          >
            {clock === "00:00" ? `${day.format(at)} ${clock}` : clock}
          </span>
        );
      })}
    </div>
  );
}

/** The ground of an axis: its hairlines, with midnights stronger, and what stands on it. */
export function AxisGround({ axis, children }: { axis: Axis; children: ReactNode }) {
  const locale = useLocale() as Locale;
  return (
    <div className="relative">
      <div aria-hidden="true" className="absolute inset-0">
        {marksOf(axis).map((at) => (
          <span
            key={at}
            className={`absolute inset-y-0 w-px ${formatClock(new Date(at), locale, axis.timeZone) === "00:00" ? "bg-control" : "bg-line"}`}
            style={{ left: `${placeOn(axis, at)}%` }}
          />
        ))}
      </div>
      {children}
    </div>
  );
}
