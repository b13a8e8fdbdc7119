"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Counts } from "../../../server/task-log/output.ts";
import { useTRPC } from "../../_trpc/client.tsx";
import { Elapsed } from "../../_ui/moment.tsx";
import { ProgressBar } from "../../_ui/progress-bar.tsx";
import { StateGlyph } from "../../_ui/state-glyph.tsx";

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
    <section aria-label={t("runningNow")} className="space-y-2.5 border-line border-t px-2 py-3 text-small">
      {items.length === 0 ? (
        <p className="text-ink-3">{t("nothingRunning")}</p>
      ) : (
        <>
          <p className="flex items-center gap-1.5 text-ink-2">
            <span className="text-now">
              <StateGlyph state="running" />
            </span>
            {t("runningNow")} <span className="ml-auto">{total}</span>
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
        </>
      )}
    </section>
  );
}

function endedOf({ total, pending, active }: Counts): number {
  return total - pending - active;
}
