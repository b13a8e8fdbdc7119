import { GitFork } from "lucide-react";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import type { Locale } from "../../../server/domain/locale.ts";
import type { Upcoming } from "../../../server/task/output.ts";
import { formatPlanned } from "../../_ui/format.ts";
import { Ahead } from "../../_ui/moment.tsx";
import { TaskLines } from "../upcoming/_components/fires-axis.tsx";
import { Part } from "./part.tsx";

const lines = 6;

/** The next hours of all schedules on one axis, the soonest first, and where two of them meet on a host. */
export function UpcomingPart({
  upcoming,
  hours,
  timeZone,
}: {
  upcoming: Upcoming;
  hours: number;
  timeZone: string;
}) {
  const t = useTranslations("overview");
  const locale = useLocale() as Locale;
  const { from, to, tasks, collisions } = upcoming;
  const count = tasks.reduce((sum, { fires }) => sum + fires.length, 0);
  const axis = { from: Date.parse(from), to: Date.parse(to), timeZone };
  const [next] = tasks;
  const [met] = collisions;
  return (
    <Part
      title={t("upcoming")}
      beside={t("upcomingIn", { hours, count })}
      end={
        <Link href="/upcoming" className="underline decoration-line-2 underline-offset-2">
          {t("allUpcoming")}
        </Link>
      }
    >
      {next === undefined ? (
        <p className="text-ink-2">{t("nothingUpcoming")}</p>
      ) : (
        <>
          <div className="overflow-x-auto">
            <TaskLines
              upcoming={{ ...upcoming, tasks: tasks.slice(0, lines) }}
              axis={axis}
              span={t("hours", { hours })}
            />
          </div>
          <p className="mt-2 flex flex-wrap gap-x-4 border-line border-t pt-2 text-small">
            {next.nextFireAt !== null && (
              <span>
                <b className="font-semibold">{t("nextFire")}</b> {next.name} <Ahead at={next.nextFireAt} />
              </span>
            )}
            {met !== undefined && (
              <Link href="/upcoming?collisions=true" className="flex items-center gap-1.5 text-warn">
                <GitFork size={14} aria-hidden="true" />
                {t("meet", {
                  time: formatPlanned(new Date(met.from), locale, timeZone),
                  count: met.most,
                  host: met.target.name,
                })}
              </Link>
            )}
          </p>
        </>
      )}
    </Part>
  );
}
