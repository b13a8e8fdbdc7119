"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Summary } from "../../../server/dashboard/output.ts";
import type { TaskLogItem } from "../../../server/task-log/output.ts";
import { useTRPC } from "../../_trpc/client.tsx";
import { Elapsed } from "../../_ui/moment.tsx";
import { ProgressBar } from "../../_ui/progress-bar.tsx";
import { State } from "../../_ui/state.tsx";
import { StateGlyph } from "../../_ui/state-glyph.tsx";
import { endedOf } from "../_components/ended-of.ts";
import { RanBy } from "../task-logs/_components/what-ran.tsx";
import { Part } from "./part.tsx";

const lookMs = 5_000;

/** What has not ended, as it goes on. */
export function RunningNow({ first }: { first: Summary }) {
  const t = useTranslations("overview");
  const trpc = useTRPC();
  const { data = first } = useQuery(
    trpc.dashboard.summary.queryOptions({}, { initialData: first, refetchInterval: lookMs }),
  );
  const { total, hosts, items } = data.running;
  return (
    <Part
      title={t("runningNow")}
      beside={total > 0 && t("runningCount", { count: total, hosts })}
      end={
        <Link href="/task-logs" className="underline underline-offset-4">
          {t("all")}
        </Link>
      }
    >
      {items.length === 0 ? (
        <p className="text-ink-2">{t("nothingRuns")}</p>
      ) : (
        <ul>
          {items.map((run) => (
            <Run key={run.id} run={run} />
          ))}
        </ul>
      )}
    </Part>
  );
}

function Run({ run }: { run: TaskLogItem }) {
  const t = useTranslations("overview");
  const { counts } = run;
  const bad = counts.failed + counts.unreachable + counts.timed_out + counts.lost;
  return (
    <li className="border-line border-t first:border-t-0">
      <Link
        href={`/task-logs/${run.id}`}
        className="grid items-center gap-x-4 gap-y-1 py-2.5 hover:bg-hover sm:grid-cols-[minmax(0,2fr)_minmax(0,2fr)_minmax(0,2fr)_auto_auto_auto]"
      >
        <span className="flex min-w-0 items-center gap-2">
          <State state={run.state}>{null}</State>
          <span className="truncate font-semibold">{run.taskName}</span>
          <span className="font-mono text-ink-3 text-small">{`#${run.id}`}</span>
        </span>
        <span className="truncate text-ink-2 text-small">
          {`${run.scriptName} v${run.scriptVersion} · `}
          <RanBy run={run} />
        </span>
        <ProgressBar counts={counts} />
        <span className="sm:w-24 sm:text-right">
          {t("done", { done: endedOf(counts), total: counts.total })}
        </span>
        <span className="sm:w-24 sm:text-right">
          <Elapsed from={run.startedAt} to={run.endedAt} />
        </span>
        <span className={`text-small sm:w-32 ${bad === 0 ? "text-ink-2" : "text-bad"}`}>
          {bad === 0 ? (
            t("allGood")
          ) : (
            <span className="flex items-center gap-1.5">
              <StateGlyph state="failed" /> {t("notGood", { count: bad })}
            </span>
          )}
        </span>
      </Link>
    </li>
  );
}
