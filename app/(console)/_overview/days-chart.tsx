import clsx from "clsx";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import type { Summary } from "../../../server/dashboard/output.ts";
import type { Locale } from "../../../server/domain/locale.ts";
import { formatDay } from "../../_ui/format.ts";
import { Part } from "./part.tsx";

/** 30 days on one baseline: failures at the foot, so that days compare; today is hatched, since it goes on. */
export function DaysChart({ days, timeZone }: Pick<Summary, "days" | "timeZone">) {
  const t = useTranslations("overview");
  const format = useFormatter();
  const locale = useLocale() as Locale;
  const sum = (pick: (day: Summary["days"][number]) => number) =>
    days.reduce((total, day) => total + pick(day), 0);
  const failed = sum((day) => day.failed);
  const total = failed + sum((day) => day.succeeded);
  const most = Math.max(1, ...days.map((day) => day.succeeded + day.failed));
  const named = (day: string) => formatDay(new Date(`${day}T00:00:00Z`), locale, "UTC", { month: "short" });
  return (
    <Part title={t("days")} beside={t("byRun", { zone: timeZone })}>
      {total === 0 ? (
        <p className="text-ink-2">{t("noRuns")}</p>
      ) : (
        <>
          <p className="mb-3 text-ink-2">
            <strong className="mr-2 text-big text-ink">
              {format.number((total - failed) / total, { style: "percent", maximumFractionDigits: 1 })}
            </strong>
            {t("rate", { failed, total })}
          </p>
          <p className="border-line border-b text-ink-2 text-small">{t("most", { count: most })}</p>
          <ol className="flex h-24 items-end gap-0.5 border-line border-b">
            {days.map((day, at) => (
              <Day
                key={day.day}
                day={day}
                most={most}
                today={at === days.length - 1}
                name={t("day", { ...day, day: named(day.day) })}
              />
            ))}
          </ol>
          <p className="mt-1 flex justify-between text-ink-2 text-small">
            <span>{named(days[0]?.day ?? "")}</span>
            <span>{t("today")}</span>
          </p>
        </>
      )}
    </Part>
  );
}

function Day({
  day: { succeeded, failed },
  most,
  today,
  name,
}: {
  day: Summary["days"][number];
  most: number;
  today: boolean;
  name: string;
}) {
  const height = (count: number) => `${(count / most) * 100}%`;
  return (
    <li title={name} className="flex h-full min-w-0 flex-1 flex-col justify-end">
      <span className="sr-only">{name}</span>
      <span
        aria-hidden="true"
        className={clsx(
          "rounded-t-[2px]",
          today
            ? "bg-[repeating-linear-gradient(135deg,var(--ok-line)_0_3px,var(--surface)_3px_5px)]"
            : "bg-ok-line",
        )}
        style={{ height: height(succeeded) }}
      />
      {failed > 0 && (
        <span aria-hidden="true" className="min-h-0.5 bg-bad-solid" style={{ height: height(failed) }} />
      )}
    </li>
  );
}
