import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import type { Locale } from "../../../../server/domain/locale.ts";
import type { Upcoming } from "../../../../server/task/output.ts";
import { formatClock, formatPlanned } from "../../../_ui/format.ts";
import { Ahead } from "../../../_ui/moment.tsx";
import { type Axis, AxisGround, AxisMarks, placeOn } from "../../../_ui/time-axis.tsx";
import { OutcomeSign } from "../../tasks/_components/schedule/fire-outcome.tsx";
import { NextFire } from "../../tasks/_components/schedule/schedule-cells.tsx";

type Planned = Upcoming["tasks"][number];

/** Above so many fires a task has ticks in place of dots. */
export const dotsAtMost = 30;
/** A usual duration narrower than this share of the axis is not drawn, in percent. */
const narrowest = 0.5;

/** One line a task, one sign a fire: what runs, what is closed, and what meets another on a host. */
export function FiresAxis(shown: Shown) {
  const t = useTranslations("upcoming");
  return (
    <section aria-label={t("axis")} className="overflow-x-auto px-4 py-3 lg:px-6">
      <TaskLines {...shown} />
      <Legend />
    </section>
  );
}

interface Shown {
  upcoming: Upcoming;
  axis: Axis;
  /** How long the axis is, in words. */
  span: string;
}

/** The axis itself. */
export function TaskLines({ upcoming, axis, span }: Shown) {
  const { tasks, calendars, collisions } = upcoming;
  return (
    <div className="grid min-w-180 grid-cols-[11rem_minmax(0,1fr)]">
      <span />
      <AxisMarks axis={axis} />
      <ul className="divide-y divide-line">
        {tasks.map(({ id, name }) => (
          <li key={id} className="flex h-7 items-center pr-3">
            <Link href={`/tasks/${id}?tab=fires`} prefetch={false} className="truncate hover:underline">
              {name}
            </Link>
          </li>
        ))}
      </ul>
      <AxisGround axis={axis}>
        <Closed calendars={calendars} axis={axis} />
        <NowLine now={upcoming.now} axis={axis} />
        <ul className="relative divide-y divide-line">
          {tasks.map((task) => (
            <Line
              key={task.id}
              task={task}
              axis={axis}
              span={span}
              collisions={collisions.filter(({ taskIds }) => taskIds.includes(task.id))}
            />
          ))}
        </ul>
      </AxisGround>
    </div>
  );
}

/** Closed periods, hatched, each with its calendar's name. */
export function Closed({ calendars, axis }: { calendars: Upcoming["calendars"]; axis: Axis }) {
  const locale = useLocale() as Locale;
  const clock = (at: string) => formatClock(new Date(at), locale, axis.timeZone);
  return calendars.flatMap(({ id, name, closed }) =>
    closed.map(({ from, to }) => {
      const left = Math.max(0, placeOn(axis, from));
      const width = Math.min(100, placeOn(axis, to)) - left;
      return width <= 0 ? null : (
        <div
          key={`${id} ${from}`}
          title={`${name} ${clock(from)} – ${clock(to)}`}
          className="absolute inset-y-0 bg-[repeating-linear-gradient(135deg,var(--line-2)_0_1px,transparent_1px_5px)]"
          style={{ left: `${left}%`, width: `${width}%` }}
        >
          <span className="sr-only">{`${name} ${clock(from)} – ${clock(to)}`}</span>
        </div>
      );
    }),
  );
}

function NowLine({ now, axis }: { now: string; axis: Axis }) {
  const place = placeOn(axis, now);
  if (place < -1 || place > 100) return null;
  return (
    <span
      aria-hidden="true"
      className="absolute inset-y-0 w-0.5 bg-now-solid"
      style={{ left: `${Math.max(0, place)}%` }}
    />
  );
}

function Line({
  task,
  axis,
  span,
  collisions,
}: {
  task: Planned;
  axis: Axis;
  span: string;
  collisions: Upcoming["collisions"];
}) {
  const t = useTranslations("upcoming");
  const locale = useLocale() as Locale;
  const { fires, firesCapped, usualDurationMs, nextFireAt } = task;
  const last = fires.at(-1);
  if (fires.length === 0)
    return (
      <li className="flex h-7 items-center gap-1.5 pl-2 text-ink-2 text-small">
        {nextFireAt === null ? (
          <NextFire task={task} />
        ) : (
          <>
            {t("noneIn", { span })} <Ahead at={nextFireAt} />
          </>
        )}
      </li>
    );
  const dense = fires.length > dotsAtMost;
  const lasts = ((usualDurationMs ?? 0) / (axis.to - axis.from)) * 100;
  const meets = (at: string) =>
    collisions.some(({ from, to }) => at <= to && endOf(at, usualDurationMs) >= from);
  return (
    <li className="relative h-7">
      <span className="sr-only">{t("firesOf", { count: fires.length, name: task.name })}</span>
      {lasts >= narrowest &&
        !dense &&
        fires.flatMap(({ at, closedBy }) =>
          closedBy === null ? (
            <span
              key={`${at} lasts`}
              aria-hidden="true"
              className="absolute top-2.75 h-1.5 rounded-full bg-line-2"
              style={{ left: `${placeOn(axis, at)}%`, width: `${Math.min(lasts, 100 - placeOn(axis, at))}%` }}
            />
          ) : (
            []
          ),
        )}
      {firesCapped && last !== undefined && (
        <span
          className="absolute inset-y-0 right-0 flex items-center bg-[repeating-linear-gradient(90deg,var(--ink-3)_0_1px,transparent_1px_4px)] bg-[size:100%_0.375rem] bg-center bg-repeat-x"
          style={{ left: `${placeOn(axis, last.at)}%` }}
          title={t("goesOn")}
        >
          <span className="sr-only">{t("goesOn")}</span>
        </span>
      )}
      {fires.map(({ at, closedBy }) => (
        <span
          key={at}
          title={`${formatPlanned(new Date(at), locale, axis.timeZone)} ${task.name}`}
          className="absolute inset-y-0 flex items-center"
          style={{ left: `${placeOn(axis, at)}%` }}
        >
          <Sign dense={dense} closed={closedBy !== null} meets={meets(at)} />
        </span>
      ))}
    </li>
  );
}

function Sign({ dense, closed, meets }: { dense: boolean; closed: boolean; meets: boolean }) {
  if (dense)
    return (
      <span
        aria-hidden="true"
        className={`relative h-2.5 w-px ${closed ? "bg-line-2" : meets ? "bg-warn-solid" : "bg-ink-2"}`}
      />
    );
  return (
    <span className="-translate-x-1/2 relative">
      <OutcomeSign outcome={closed ? "blocked" : meets ? "missed" : "ran"} />
    </span>
  );
}

function endOf(at: string, usualDurationMs: number | null): string {
  return new Date(Date.parse(at) + (usualDurationMs ?? 0)).toISOString();
}

function Legend() {
  const t = useTranslations("upcoming");
  return (
    <ul className="mt-2 flex flex-wrap gap-x-5 gap-y-1 pl-44 text-ink-2 text-small">
      <li className="flex items-center gap-1.5">
        <OutcomeSign outcome="ran" /> {t("willRun")}
      </li>
      <li className="flex items-center gap-1.5">
        <span aria-hidden="true" className="h-2.5 w-px bg-ink-2" /> {t("dense")}
      </li>
      <li className="flex items-center gap-1.5">
        <OutcomeSign outcome="blocked" /> {t("blocked")}
      </li>
      <li className="flex items-center gap-1.5 text-warn">
        <OutcomeSign outcome="missed" /> {t("meets")}
      </li>
      <li className="flex items-center gap-1.5">
        <span aria-hidden="true" className="h-1.5 w-5 rounded-full bg-line-2" /> {t("usual")}
      </li>
    </ul>
  );
}
