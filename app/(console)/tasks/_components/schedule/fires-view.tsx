"use client";

import { ChevronDown, ChevronRight, Play } from "lucide-react";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { Fragment, useState } from "react";
import type { Locale } from "../../../../../server/domain/locale.ts";
import { fireOutcomes } from "../../../../../server/domain/schedule/fire-outcome.ts";
import type { Fire, FirePage, Task } from "../../../../../server/task/output.ts";
import { Button } from "../../../../_ui/button.tsx";
import { FilterLinks } from "../../../../_ui/filter-links.tsx";
import { formatClock, formatDay, formatDuration, formatPlanned } from "../../../../_ui/format.ts";
import { type Axis, AxisGround, AxisMarks, placeOn } from "../../../../_ui/time-axis.tsx";
import { RunState } from "../../../task-logs/_components/run-state.tsx";
import { RunTaskDialog } from "../run-task-dialog.tsx";
import { taskFactsOf } from "../task-facts.ts";
import { ChangedSchedule } from "./changed-schedule.tsx";
import { byDay, type FireDay, type FireLine } from "./fire-groups.ts";
import { Outcome, OutcomeSign, outcomeLooks } from "./fire-outcome.tsx";
import { TakeOut } from "./take-out.tsx";

const columns = 5;

/** Every planned moment of a task, and what became of it: what did not run says why. */
export function FiresView({
  task,
  fires,
  lately,
  now,
}: {
  task: Task;
  fires: FirePage;
  lately: Fire[];
  now: string;
}) {
  const t = useTranslations("fires");
  const timeZone = task.timeZone ?? "UTC";
  const counts = new Map(fires.outcomes.map(({ outcome, count }) => [outcome, count]));
  const all = fires.outcomes.reduce((sum, { count }) => sum + count, 0);
  return (
    <div className="min-w-0">
      <section className="px-4 pt-4 lg:px-6">
        <h2 className="mb-3 text-section">
          {t("why")} <span className="ml-2 font-normal text-ink-3 text-small">{t("everyMoment")}</span>
        </h2>
        <Strip fires={lately} timeZone={timeZone} now={now} />
        <div className="my-3">
          <FilterLinks
            name="outcome"
            label={t("outcome")}
            all={all}
            values={fireOutcomes
              .filter((outcome) => counts.has(outcome))
              .map((outcome) => ({
                value: outcome,
                label: t(`outcomes.${outcome}`),
                sign: <OutcomeSign outcome={outcome} />,
                count: counts.get(outcome),
              }))}
          />
        </div>
      </section>
      {fires.items.length + fires.changes.length === 0 ? (
        <p className="px-4 py-6 text-ink-2 lg:px-6">{all === 0 ? t("none") : t("noneOfThese")}</p>
      ) : (
        <div className="overflow-x-auto">
          <table aria-label={t("title")} className="w-full border-collapse text-left max-md:block">
            <thead className="max-md:sr-only">
              <tr className="border-line border-b text-ink-3 text-small">
                {(["planned", "outcome", "reason", "late", "run"] as const).map((name) => (
                  <th
                    key={name}
                    scope="col"
                    className={`h-9 whitespace-nowrap px-3 font-medium first:pl-4 lg:first:pl-6 ${name === "late" ? "text-right" : ""}`}
                  >
                    {t(name)}
                  </th>
                ))}
              </tr>
            </thead>
            {byDay(fires.items, fires.changes, timeZone).map((day) => (
              <Day key={day.day} day={day} task={task} />
            ))}
          </table>
        </div>
      )}
    </div>
  );
}

/** The last day as one line of signs, so that a gap is seen before it is read. */
function Strip({ fires, timeZone, now }: { fires: Fire[]; timeZone: string; now: string }) {
  const t = useTranslations("fires");
  const locale = useLocale() as Locale;
  if (fires.length === 0) return null;
  const to = Date.parse(now);
  const axis: Axis = { from: to - 86_400_000, to, timeZone };
  return (
    <div>
      <AxisMarks axis={axis} />
      <AxisGround axis={axis}>
        <ol aria-label={t("lastDay")} className="relative h-7">
          {fires.map((fire) => (
            <li
              key={fire.fireAt}
              className="-translate-x-1/2 absolute top-1.5"
              style={{ left: `${placeOn(axis, fire.fireAt)}%` }}
              title={`${formatPlanned(new Date(fire.fireAt), locale, timeZone)} ${t(`outcomes.${fire.outcome}`)}`}
            >
              <OutcomeSign outcome={fire.outcome} />
              <span className="sr-only">{t(`outcomes.${fire.outcome}`)}</span>
            </li>
          ))}
          <li aria-hidden="true" className="absolute inset-y-0 right-0 w-0.5 bg-now-solid" />
        </ol>
      </AxisGround>
    </div>
  );
}

function Day({ day: { lines, count }, task }: { day: FireDay; task: Task }) {
  const t = useTranslations("fires");
  const locale = useLocale() as Locale;
  const at = lines[0] === undefined ? "" : momentOf(lines[0]);
  return (
    <tbody className="max-md:block">
      <tr className="border-line border-b bg-sunken max-md:flex">
        <th colSpan={columns} scope="rowgroup" className="h-8 px-4 max-md:leading-8 font-normal lg:px-6">
          <b className="font-semibold">
            {formatDay(new Date(at), locale, task.timeZone ?? "UTC", { month: "short", weekday: "short" })}
          </b>{" "}
          <span className="text-ink-3 text-small">{t("shown", { count })}</span>
        </th>
      </tr>
      {lines.map((line) => {
        if ("change" in line)
          return <ChangedSchedule key={`change ${line.change.id}`} change={line.change} task={task} />;
        if ("fire" in line) return <Row key={line.fire.fireAt} fire={line.fire} task={task} />;
        return <Folded key={line.ran[0]?.fireAt} fires={line.ran} task={task} />;
      })}
    </tbody>
  );
}

function momentOf(line: FireLine): string {
  if ("change" in line) return line.change.at;
  return "fire" in line ? line.fire.fireAt : (line.ran[0]?.fireAt ?? "");
}

/** Moments that were all well; they unfold. */
function Folded({ fires, task }: { fires: Fire[]; task: Task }) {
  const t = useTranslations("fires");
  const locale = useLocale() as Locale;
  const [open, setOpen] = useState(false);
  const timeZone = task.timeZone ?? "UTC";
  const clock = (fire: Fire | undefined) =>
    fire === undefined ? "" : formatClock(new Date(fire.fireAt), locale, timeZone, hasSeconds(task));
  const latest = Math.max(...fires.map(({ lateBySeconds }) => lateBySeconds ?? 0));
  const Icon = open ? ChevronDown : ChevronRight;
  return (
    <Fragment>
      <tr className="border-line border-b text-ink-2 max-md:flex max-md:flex-wrap max-md:items-center max-md:px-1">
        <td className="whitespace-nowrap px-3 pl-4 lg:pl-6">
          <button
            type="button"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            className="flex h-9 items-center gap-1"
          >
            <Icon size={14} aria-hidden="true" /> {`${clock(fires.at(-1))} – ${clock(fires[0])}`}
          </button>
        </td>
        <td className="px-3">
          <Outcome outcome="ran" count={fires.length} />
        </td>
        <td className="px-3" colSpan={3}>
          {t("allOnTime", { late: formatDuration(latest * 1_000, locale) })}
        </td>
      </tr>
      {open && fires.map((fire) => <Row key={fire.fireAt} fire={fire} task={task} />)}
    </Fragment>
  );
}

function Row({ fire, task }: { fire: Fire; task: Task }) {
  const locale = useLocale() as Locale;
  const timeZone = task.timeZone ?? "UTC";
  const { fireAt, lastFireAt, count, outcome, lateBySeconds } = fire;
  const clock = (at: string) => formatClock(new Date(at), locale, timeZone, hasSeconds(task));
  return (
    <tr className="border-line border-b align-top max-md:flex max-md:flex-wrap max-md:items-center max-md:px-4 max-md:py-1">
      <td
        className={`whitespace-nowrap px-3 py-2 pl-4 font-medium lg:pl-6 max-md:py-1 max-md:pl-2 ${outcome === "missed" || outcome === "refused" ? "shadow-[inset_2px_0_0_currentColor]" : ""} ${outcomeLooks[outcome]}`}
      >
        {lastFireAt === null ? clock(fireAt) : `${clock(fireAt)} – ${clock(lastFireAt)}`}
      </td>
      <td className="px-3 py-2 max-md:py-1">
        <Outcome outcome={outcome} count={count} />
      </td>
      <td className="px-3 py-2 text-ink-2 max-md:order-last max-md:basis-full max-md:px-2 max-md:pt-0">
        <Why fire={fire} />
      </td>
      <td className="whitespace-nowrap px-3 py-2 text-right text-ink-2 max-md:py-1">
        {lateBySeconds !== null && (
          <span className={outcome === "late" ? "font-semibold text-warn" : undefined}>
            {formatDuration(lateBySeconds * 1_000, locale)}
          </span>
        )}
      </td>
      <td className="px-3 py-2 pr-4 max-md:ml-auto max-md:py-1 max-md:pr-0 lg:pr-6">
        <What fire={fire} task={task} />
      </td>
    </tr>
  );
}

/** A schedule that names seconds has six fields or more. */
function hasSeconds({ cron }: Task): boolean {
  return (cron?.trim().split(/\s+/).length ?? 0) > 5;
}

/** In words why a moment came to what it did, with the run in its way or the calendar that closed it. */
function Why({ fire: { outcome, message, inTheWay, calendar, cancelledBy } }: { fire: Fire }) {
  const t = useTranslations("fires");
  const words =
    outcome === "blocked"
      ? t("closedBy", { calendar: calendar?.name ?? "" })
      : (message ?? (outcome === "queued" ? t("waits") : outcome === "late" ? t("madeUp") : t("onTime")));
  return (
    <>
      {words}
      {inTheWay !== null && (
        <>
          {" "}
          {outcome === "ran" ? t("stoppedForIt") : t("inTheWay")} <RunLink id={inTheWay.id} />
        </>
      )}
      {cancelledBy !== null && ` ${t("by", { name: cancelledBy })}`}
    </>
  );
}

function RunLink({ id }: { id: number }) {
  return (
    <Link
      href={`/task-logs/${id}`}
      prefetch={false}
      className="font-mono text-code underline decoration-line-2 underline-offset-2"
    >
      #{id}
    </Link>
  );
}

/** The run that came of it, or what can still be done about it. */
function What({ fire: { outcome, fireAt, taskLog }, task }: { fire: Fire; task: Task }) {
  const t = useTranslations("fires");
  const [asked, setAsked] = useState(false);
  if (taskLog !== null)
    return (
      <span className="flex flex-wrap items-center gap-x-2">
        <RunLink id={taskLog.id} /> <RunState run={taskLog} />
      </span>
    );
  if (outcome === "queued") return <TakeOut taskId={task.id} fireAt={fireAt} />;
  if (outcome !== "missed" && outcome !== "refused") return <span className="text-ink-3">{t("noRun")}</span>;
  return (
    <>
      <Button small onClick={() => setAsked(true)}>
        <Play size={12} strokeWidth={1.75} aria-hidden="true" /> {t("runIt")}
      </Button>
      {asked && <RunTaskDialog task={taskFactsOf(task)} onClose={() => setAsked(false)} />}
    </>
  );
}
