import clsx from "clsx";
import { CalendarDays, MousePointerClick, Repeat } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import type { Locale } from "../../../../../server/domain/locale.ts";
import type { TaskItem } from "../../../../../server/task/output.ts";
import { formatZone } from "../../../../_ui/format.ts";
import { Ahead, Moment } from "../../../../_ui/moment.tsx";

const icons = { immediate: MousePointerClick, once: CalendarDays, cron: Repeat };

type Planned = Pick<
  TaskItem,
  "type" | "cron" | "runAt" | "timeZone" | "sentence" | "nextFireAt" | "noNextFireReason"
>;

/** When a task runs, in words; how it is written is in the hint. */
export function Schedule({ task: { type, cron, runAt, timeZone, sentence } }: { task: Planned }) {
  const t = useTranslations("tasks");
  const locale = useLocale() as Locale;
  const Icon = icons[type];
  const written = [cron, timeZone !== null && formatZone(timeZone, locale)].filter(Boolean).join(" · ");
  return (
    <span
      className="inline-flex max-w-52 items-center gap-1.5 align-bottom text-ink-2"
      title={type === "cron" ? written : undefined}
    >
      <Icon size={14} strokeWidth={1.75} aria-hidden="true" className="shrink-0 text-ink-3" />
      <span className="sr-only">{t(`types.${type}`)}</span>
      <span className="truncate">
        {type === "immediate" ? (
          t("whenStarted")
        ) : type === "once" ? (
          <Moment at={runAt} />
        ) : (
          (sentence ?? cron)
        )}
      </span>
    </span>
  );
}

/** The next fire and how far it is, or why there is none. */
export function NextFire({ task: { nextFireAt, noNextFireReason } }: { task: Planned }) {
  const t = useTranslations("tasks");
  if (nextFireAt !== null) return <Ahead at={nextFireAt} />;
  if (noNextFireReason === null || noNextFireReason === "immediate")
    return <span className="text-ink-3">—</span>;
  const odd = noNextFireReason === "paused" || noNextFireReason === "unreadable";
  return (
    <span className={clsx("whitespace-nowrap", odd ? "font-medium text-warn" : "text-ink-2")}>
      {t(`noNextFire.${noNextFireReason}`)}
    </span>
  );
}
