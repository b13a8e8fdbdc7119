import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import type { Locale } from "../../../../server/domain/locale.ts";
import type { Upcoming } from "../../../../server/task/output.ts";
import { formatPlanned } from "../../../_ui/format.ts";
import { Ahead } from "../../../_ui/moment.tsx";
import type { Axis } from "../../../_ui/time-axis.tsx";

const listed = 15;
/** Of a task with many fires these are listed. */
const ofOne = 2;

/** What fires next, in order; of what fires often the first two. */
export function NextList({ upcoming, axis }: { upcoming: Upcoming; axis: Axis }) {
  const t = useTranslations("upcoming");
  const common = useTranslations("common");
  const locale = useLocale() as Locale;
  const fires = upcoming.tasks
    .flatMap((task) =>
      task.fires.slice(0, task.fires.length > listed ? ofOne : listed).map((fire) => ({ ...fire, task })),
    )
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
    .slice(0, listed);
  const calendarOf = (id: number) => upcoming.calendars.find((calendar) => calendar.id === id)?.name ?? "";
  return (
    <section className="min-w-0 p-4 lg:p-6">
      <h2 className="mb-2 text-section">
        {t("next")} <span className="ml-2 font-normal text-ink-3 text-small">{t("nextText")}</span>
      </h2>
      <div className="overflow-x-auto">
        <table aria-label={t("next")} className="w-full">
          <tbody>
            {fires.map(({ at, closedBy, task }) => (
              <tr key={`${task.id} ${at}`} className="h-9 border-line border-b">
                <td className="whitespace-nowrap pr-4">
                  {closedBy === null ? (
                    <Ahead at={at} />
                  ) : (
                    <s className="text-ink-3">{formatPlanned(new Date(at), locale, axis.timeZone)}</s>
                  )}
                </td>
                <td className="max-w-56 truncate pr-4">
                  <Link
                    href={`/tasks/${task.id}?tab=fires`}
                    prefetch={false}
                    className="font-medium hover:underline"
                  >
                    {task.name}
                  </Link>
                </td>
                <td className="max-w-48 truncate pr-4 text-ink-2 max-md:hidden">
                  {task.script.name} v{task.scriptVersion ?? task.script.currentVersion}
                </td>
                <td className="whitespace-nowrap text-right max-md:hidden">
                  {common("hosts", { count: task.targetCount })}
                </td>
                <td className="pl-4 text-small text-warn">
                  {closedBy !== null && t("closedBy", { calendar: calendarOf(closedBy) })}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
