"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useTRPC } from "../../_trpc/client.tsx";
import { Elapsed } from "../../_ui/moment.tsx";
import { ProgressBar } from "../../_ui/progress-bar.tsx";
import { StateGlyph } from "../../_ui/state-glyph.tsx";
import { endedOf } from "./ended-of.ts";

/** How often to look what runs; a page's one event stream belongs to what it shows. */
const lookMs = 3_000;
const shown = 3;

/** The console's pulse: what runs now, on every page. */
export function RunningDock() {
  const t = useTranslations("nav");
  const trpc = useTRPC();
  const asked = trpc.taskLog.list.queryOptions(
    { state: "running", pageSize: shown },
    { refetchInterval: lookMs },
  );
  const { data } = useQuery(asked);
  if (data === undefined) return null;
  const { items, total } = data;
  return (
    <section aria-label={t("runningNow")} className="border-line border-t text-small">
      <Link
        href="/task-logs?state=running"
        aria-label={total === 0 ? t("nothingRunning") : t("running", { count: total })}
        className="hidden flex-col items-center gap-0.5 rounded-control py-2 hover:bg-hover rail-nav:flex"
      >
        <DockSign total={total} />
        {total > 0 && total}
      </Link>
      <div className="space-y-2.5 px-2 py-3 rail-nav:hidden">
        <p className="flex items-center gap-1.5 text-ink-2">
          <DockSign total={total} />
          {total === 0 ? (
            t("nothingRunning")
          ) : (
            <>
              {t("runningNow")} <span className="ml-auto">{total}</span>
            </>
          )}
        </p>
        {items.map((run) => (
          <Link key={run.id} href={`/task-logs/${run.id}`} className="block rounded-cell hover:bg-hover">
            <span className="flex gap-2">
              <span className="truncate">{run.taskName}</span>
              <span className="ml-auto text-ink-2">{`${endedOf(run.counts)}/${run.counts.total}`}</span>
            </span>
            <ProgressBar counts={run.counts} />
            <span className="text-ink-3">
              <Elapsed from={run.startedAt} to={run.endedAt} />
            </span>
          </Link>
        ))}
      </div>
    </section>
  );
}

function DockSign({ total }: { total: number }) {
  return (
    <span className={total === 0 ? "text-ink-3" : "text-now"}>
      <StateGlyph state={total === 0 ? "pending" : "running"} />
    </span>
  );
}
