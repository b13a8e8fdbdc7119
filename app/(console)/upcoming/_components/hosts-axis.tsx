import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Upcoming } from "../../../../server/task/output.ts";
import { type Axis, AxisGround, placeOn } from "../../../_ui/time-axis.tsx";
import { Closed, dotsAtMost } from "./fires-axis.tsx";
import { runsOf, type UpcomingRun } from "./upcoming-runs.ts";

type Collision = Upcoming["collisions"][number];

/** Hosts shown; what they have in common is said beside them. */
const hostsAtMost = 12;
const laneHeight = 18;
/** A bar narrower than this share of the axis has no name in it, in percent. */
const named = 6;

/** Hosts on which runs of several tasks meet: one lane a task, and the time in which they do. */
export function HostsAxis({ upcoming, axis }: { upcoming: Upcoming; axis: Axis }) {
  const t = useTranslations("upcoming");
  const byHost = [...Map.groupBy(upcoming.collisions, ({ target }) => target.id)];
  const runs = runsOf(upcoming.tasks);
  return (
    <section aria-label={t("sameHost")} className="overflow-x-auto border-line border-t px-4 py-3 lg:px-6">
      <h2 className="mb-2 text-section">
        {t("sameHost")}{" "}
        <span className="ml-2 font-normal text-ink-3 text-small">
          {t("sameHostText", { count: byHost.length })}
        </span>
      </h2>
      <ul className="min-w-180 divide-y divide-line border-line border-y">
        {byHost.slice(0, hostsAtMost).map(([id, collisions]) => (
          <Host key={id} collisions={collisions} runs={runs} calendars={upcoming.calendars} axis={axis} />
        ))}
      </ul>
      {byHost.length > hostsAtMost && (
        <p className="mt-2 text-ink-2 text-small">{t("moreHosts", { count: byHost.length - hostsAtMost })}</p>
      )}
    </section>
  );
}

function Host({
  collisions,
  runs,
  calendars,
  axis,
}: {
  collisions: Collision[];
  runs: UpcomingRun[];
  calendars: Upcoming["calendars"];
  axis: Axis;
}) {
  const t = useTranslations("upcoming");
  const taskIds = [...new Set(collisions.flatMap((one) => one.taskIds))];
  const most = Math.max(...collisions.map((one) => one.most));
  const [first] = collisions;
  if (first === undefined) return null;
  return (
    <li className="grid grid-cols-[11rem_minmax(0,1fr)] py-1.5">
      <div className="pr-3">
        <Link
          href={`/targets/${first.target.id}`}
          prefetch={false}
          className="block truncate hover:underline"
        >
          {first.target.name}
        </Link>
        <span className="text-ink-3 text-small">{t("most", { count: most })}</span>
      </div>
      <AxisGround axis={axis}>
        <Closed calendars={calendars} axis={axis} />
        <div className="relative" style={{ height: taskIds.length * laneHeight }}>
          {collisions.map(({ from, to }) => (
            <span
              key={from}
              aria-hidden="true"
              className="absolute inset-y-0 min-w-1 border border-warn-line bg-warn-tint"
              style={{
                left: `${placeOn(axis, from)}%`,
                width: `${placeOn(axis, to) - placeOn(axis, from)}%`,
              }}
            />
          ))}
          {taskIds.flatMap((taskId, lane) =>
            runs
              .filter(({ task }) => task.id === taskId)
              .map((run) => ({ run, meets: isMet(run, collisions) }))
              // Of what fires often, what meets nothing would only hide what does.
              .filter(({ run, meets }) => meets || run.task.fires.length <= dotsAtMost)
              .map(({ run, meets }) => (
                <Bar key={`${taskId} ${run.at}`} run={run} lane={lane} meets={meets} axis={axis} />
              )),
          )}
        </div>
      </AxisGround>
    </li>
  );
}

function isMet({ from, to }: UpcomingRun, collisions: Collision[]): boolean {
  return collisions.some((met) => from <= Date.parse(met.to) && to >= Date.parse(met.from));
}

function Bar({ run, lane, meets, axis }: { run: UpcomingRun; lane: number; meets: boolean; axis: Axis }) {
  const left = placeOn(axis, run.from);
  const width = Math.min(100, placeOn(axis, run.to)) - left;
  return (
    <span
      title={run.task.name}
      className={`absolute h-4 min-w-1 truncate rounded-xs px-1 text-[11px] leading-4 ${meets ? "bg-ink text-on-ink" : "bg-line-2"}`}
      style={{ left: `${left}%`, width: `${width}%`, top: lane * laneHeight + 1 }}
    >
      {meets && width > named && run.task.name}
    </span>
  );
}
