import { useLocale, useTranslations } from "next-intl";
import type { Locale } from "../../../../server/domain/locale.ts";
import type { TargetLogItem, TaskLog } from "../../../../server/task-log/output.ts";
import { formatDuration } from "../../../_ui/format.ts";
import { familyOf, textLook } from "../../../_ui/state.tsx";
import { StateGlyph } from "../../../_ui/state-glyph.tsx";

const slowestShown = 8;
const width = 1_000;
/** Height of a host's line in the picture, which fits a few hundred hosts. */
const rowHeight = 4;

const runLooks = {
  idle: "fill-line-2",
  now: "fill-now-solid",
  ok: "fill-ok-solid",
  bad: "fill-bad-solid",
  warn: "fill-warn-solid",
  lost: "fill-lost-solid",
} as const;

interface Spent {
  host: TargetLogItem;
  /** Milliseconds from the run's making: until a worker took it, until it was connected, until its end. */
  waited: number;
  connected: number;
  ended: number;
}

/** Where the time went: one line a host in the order of their starts, and the slowest by name. */
export function TimeSpent({ run, hosts, now }: { run: TaskLog; hosts: TargetLogItem[]; now: number }) {
  const t = useTranslations("timeSpent");
  const locale = useLocale() as Locale;
  const begin = Date.parse(run.createdAt);
  const spent = hosts.flatMap((host) => spentBy(host, begin, now)).sort((a, b) => a.waited - b.waited);
  if (spent.length === 0) return null;
  const whole = Math.max(1, ...spent.map((one) => one.ended));
  const x = (ms: number) => (ms / whole) * width;
  const slowest = spent.toSorted((a, b) => b.ended - b.waited - (a.ended - a.waited)).slice(0, slowestShown);
  const longest = Math.max(1, ...slowest.map((one) => one.ended - one.waited));
  const say = (ms: number) => formatDuration(ms, locale);
  return (
    <section
      data-still
      className="grid border-line border-b contain-content lg:grid-cols-[minmax(0,1fr)_344px]"
    >
      <div className="p-4 lg:p-6">
        <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-1">
          <h2 className="text-section">{t("title")}</h2>
          <span className="text-ink-3 text-small">{t("oneLine", { count: spent.length })}</span>
          <ul className="ml-auto flex flex-wrap gap-3 text-ink-2 text-small">
            <Legend look="bg-line-2" name={t("waited")} />
            <Legend look="bg-now-line" name={t("connect")} />
            <Legend look="bg-ok-solid" name={t("run")} />
            <Legend look="bg-bad-solid" name={t("bad")} />
          </ul>
        </div>
        <svg
          viewBox={`0 0 ${width} ${spent.length * rowHeight}`}
          preserveAspectRatio="none"
          className="max-h-90 min-h-16 w-full"
          style={{ height: spent.length * rowHeight }}
          role="img"
          aria-label={t("title")}
        >
          {[...strokesOf(spent, x)].map(([look, path]) => (
            <path key={look} d={path} className={look} />
          ))}
        </svg>
        <p className="mt-1 flex justify-between text-ink-3 text-small">
          <span>0</span> <span>{say(whole / 2)}</span> <span>{say(whole)}</span>
        </p>
      </div>
      <div className="border-line p-4 lg:border-l lg:p-6">
        <h3 className="mb-3 font-semibold">{t("slowest", { count: slowest.length })}</h3>
        <ol className="flex flex-col gap-2 text-small">
          {slowest.map(({ host, waited, connected, ended }) => (
            <li key={host.targetLogId} className="flex items-center gap-2">
              <span className={textLook(host.state)}>
                <StateGlyph state={host.state} size={12} />
              </span>
              <bdi className="w-28 truncate">{host.hostName}</bdi>
              <span className="flex h-2 flex-1" aria-hidden="true">
                <span
                  className="bg-now-line"
                  style={{ width: `${((connected - waited) / longest) * 100}%` }}
                />
                <span
                  className={
                    familyOf[host.state] === "ok"
                      ? "bg-ok-solid"
                      : familyOf[host.state] === "now"
                        ? "bg-now-solid"
                        : "bg-bad-solid"
                  }
                  style={{ width: `${((ended - connected) / longest) * 100}%` }}
                />
              </span>
              <span className="w-20 text-right">{say(ended - waited)}</span>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}

/** All hosts' lines as one path for each look: a picture of hundreds of hosts is a handful of shapes. */
function strokesOf(spent: Spent[], x: (ms: number) => number): Map<string, string> {
  const paths = new Map<string, string>();
  const bar = (look: string, [from, to]: [number, number], top: number, height: number) => {
    const drawn = `M${from.toFixed(1)} ${top}H${to.toFixed(1)}v${height}H${from.toFixed(1)}Z`;
    paths.set(look, (paths.get(look) ?? "") + drawn);
  };
  for (const [at, { host, waited, connected, ended }] of spent.entries()) {
    const top = at * rowHeight;
    const [begun, open] = [x(waited), x(connected)];
    bar("fill-line-2", [0, begun], top + 1.5, 1);
    bar("fill-now-line", [begun, open], top + 0.5, 3);
    bar(runLooks[familyOf[host.state]], [open, Math.max(open + 1, x(ended))], top + 0.5, 3);
  }
  return paths;
}

function spentBy(host: TargetLogItem, begin: number, now: number): Spent[] {
  const { waitedMs, connectMs, endedAt, startedAt } = host;
  if (waitedMs === null) return [];
  const ended = (endedAt === null ? now : Date.parse(endedAt)) - begin;
  const started =
    startedAt === null ? Math.min(ended, waitedMs + (connectMs ?? 0)) : Date.parse(startedAt) - begin;
  return [
    { host, waited: waitedMs, connected: Math.max(waitedMs, started), ended: Math.max(ended, started) },
  ];
}

function Legend({ look, name }: { look: string; name: string }) {
  return (
    <li className="flex items-center gap-1.5">
      <span className={`h-2 w-3 rounded-xs ${look}`} aria-hidden="true" /> {name}
    </li>
  );
}
