import { Pencil } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import type { Locale } from "../../../../../server/domain/locale.ts";
import type { ScheduleChange, Task } from "../../../../../server/task/output.ts";
import { formatClock, formatDuration, formatPlanned } from "../../../../_ui/format.ts";

/** A change of the schedule among its moments: it explains those above and below it. */
export function ChangedSchedule({
  change: { at, who, deed, fields },
  task,
}: {
  change: ScheduleChange;
  task: Task;
}) {
  const t = useTranslations("fires");
  const locale = useLocale() as Locale;
  const timeZone = task.timeZone ?? "UTC";
  const name = who ?? "";
  return (
    <tr className="border-line border-b border-dashed text-ink-2 max-md:flex max-md:px-4">
      <td className="whitespace-nowrap px-3 py-2 pl-4 lg:pl-6 max-md:pl-2">
        {formatClock(new Date(at), locale, timeZone)}
      </td>
      <td className="px-3 py-2" colSpan={4}>
        <Pencil size={14} strokeWidth={1.75} aria-hidden="true" className="mr-2 inline" />
        {deed !== "update" && t(`deeds.${deed}`, { name })}
        {deed === "update" && (
          <>
            {t("deeds.update", { name })}{" "}
            {fields.map((field) => (
              <Changed key={field.name} {...field} task={task} />
            ))}
          </>
        )}
      </td>
    </tr>
  );
}

type Field = ScheduleChange["fields"][number];

function Changed({ name, from, to, task }: Field & { task: Task }) {
  const t = useTranslations("fires");
  const say = useValueWords(task);
  const key = `settings.${name}` as "settings.cron";
  return (
    <span className="mr-3">
      {t.rich("changed", {
        b: (text) => <b className="font-semibold text-ink">{text}</b>,
        setting: t.has(key) ? t(key) : name,
        from: say(name, from),
        to: say(name, to),
      })}
    </span>
  );
}

/** A setting's value as its form says it. */
function useValueWords({ timeZone, overlapLimit }: Task) {
  const t = useTranslations("fires");
  const schedule = useTranslations("schedule");
  const locale = useLocale() as Locale;
  return (name: string, value: unknown): string => {
    if (value === null || value === undefined || (Array.isArray(value) && value.length === 0))
      return t("nothing");
    if (Array.isArray(value)) return t("calendars", { count: value.length });
    if (name === "overlap") return t(`overlapRules.${value as "skip"}`, { count: overlapLimit });
    if (name === "misfire") return schedule(`misfires.${value as "skip"}`);
    if (name.endsWith("Seconds")) return formatDuration(Number(value) * 1_000, locale);
    if (name.endsWith("At")) return formatPlanned(new Date(String(value)), locale, timeZone ?? "UTC");
    return String(value);
  };
}
