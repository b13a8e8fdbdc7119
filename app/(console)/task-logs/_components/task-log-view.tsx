"use client";

import { Download } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useDeferredValue } from "react";
import type { Locale } from "../../../../server/domain/locale.ts";
import type { TargetLogItem, TaskLog } from "../../../../server/task-log/output.ts";
import { buttonClass } from "../../../_ui/button.tsx";
import { formatDuration } from "../../../_ui/format.ts";
import { Elapsed, Moment } from "../../../_ui/moment.tsx";
import { Fact, PageHeader } from "../../../_ui/page-header.tsx";
import { ProgressBar } from "../../../_ui/progress-bar.tsx";
import { State, StatePill } from "../../../_ui/state.tsx";
import { useNow } from "../../../_ui/use-now.ts";
import { HostGrid } from "./host-grid.tsx";
import { HostTable } from "./host-table.tsx";
import { LiveStatus } from "./live-status.tsx";
import { NoticeFact } from "./notice-fact.tsx";
import { Rerun } from "./rerun.tsx";
import { ResultGroups } from "./result-groups.tsx";
import { StopRun } from "./stop-run.tsx";
import { TimeSpent } from "./time-spent.tsx";
import { useTaskLog } from "./use-task-log.ts";
import { RanArguments, RanBy, RanScript } from "./what-ran.tsx";

const counted = ["succeeded", "failed", "timed_out", "unreachable", "lost", "cancelled", "skipped"] as const;

/** The centre of the console: one run, live. */
export function TaskLogView({ run: first, targets: hosts }: { run: TaskLog; targets: TargetLogItem[] }) {
  const t = useTranslations("taskLogs");
  const { run, targets, live } = useTaskLog(first, hosts);
  const { counts } = run;
  const now = useNow(run.endedAt === null) ?? Date.parse(run.startedAt ?? run.createdAt);
  // Drawn when there is time: while hundreds of hosts change, keys and the pointer go first.
  const calm = useDeferredValue(targets);
  const calmNow = useDeferredValue(now);
  return (
    <>
      <PageHeader
        crumbs={[{ href: "/task-logs", label: t("title") }]}
        here={`#${run.id}`}
        title={run.taskName}
        beside={<StatePill state={run.state} />}
        facts={<Facts run={run} />}
        actions={
          <>
            <a href={`/api/v1/task-logs/${run.id}/outputs`} download className={buttonClass("plain")}>
              <Download size={14} strokeWidth={1.75} aria-hidden="true" /> {t("downloadAll")}
            </a>
            {run.endedAt !== null && <RunAgain run={run} hosts={targets} />}
            <StopRun run={run} />
          </>
        }
      />
      <section className="grid border-line border-b lg:grid-cols-[minmax(0,1fr)_344px]">
        <div className="p-4 lg:p-6">
          <dl className="mb-3 flex flex-wrap gap-x-8 gap-y-3">
            {counted.map((name) =>
              counts[name] > 0 || name === "succeeded" || name === "failed" ? (
                <div key={name}>
                  <dt className="text-small">
                    <State state={name} />
                  </dt>
                  <dd className="text-big">{counts[name]}</dd>
                </div>
              ) : null,
            )}
            {run.endedAt === null && (
              <>
                <Count label={<State state="running" />} value={counts.active} />
                <Count label={<State state="pending" />} value={counts.pending} />
              </>
            )}
          </dl>
          <ProgressBar counts={counts} tall />
        </div>
        <div className="border-line p-4 lg:border-l lg:p-6">
          <p className="text-big">
            <Elapsed from={run.startedAt} to={run.endedAt} />{" "}
            <span className="font-normal text-body text-ink-3">{t("elapsed")}</span>
          </p>
          <Usual run={run} now={now} />
          {run.endedAt === null && <LiveStatus live={live} />}
          <Waits run={run} />
          {run.cancelRequestedAt !== null && run.endedAt === null && (
            <p className="mt-2 text-now">{t("stopAsked")}</p>
          )}
        </div>
      </section>
      {run.counts.total > targets.length && (
        <p className="border-line border-b bg-warn-tint px-4 py-2 text-small text-warn lg:px-6">
          {t("firstHosts", { count: targets.length, total: run.counts.total })}
        </p>
      )}
      <HostGrid hosts={calm} />
      <HostTable hosts={calm} />
      <ResultGroups run={run} />
      <TimeSpent run={run} hosts={calm} now={calmNow} />
    </>
  );
}

/** Once a run has ended: what did not succeed is the next step, where there is any. */
function RunAgain({ run, hosts }: { run: TaskLog; hosts: TargetLogItem[] }) {
  const t = useTranslations("rerun");
  const { total, succeeded } = run.counts;
  const failed = total - succeeded;
  const names = (of: TargetLogItem[]) => of.map((host) => host.hostName);
  const bad = hosts.filter((host) => host.state !== "succeeded");
  return (
    <>
      <Rerun run={run} scope="all" count={total} names={names(hosts)} label={t("all", { count: total })} />
      {failed > 0 && failed < total && (
        <Rerun
          run={run}
          scope="failed"
          count={failed}
          names={names(bad)}
          label={t("failed", { count: failed })}
          look="strong"
        />
      )}
    </>
  );
}

function Count({ label, value }: { label: React.ReactNode; value: number }) {
  return (
    <div>
      <dt className="text-small">{label}</dt>
      <dd className="text-big">{value}</dd>
    </div>
  );
}

function Facts({ run }: { run: TaskLog }) {
  const t = useTranslations("taskLogs");
  const common = useTranslations("common");
  const locale = useLocale() as Locale;
  const { snapshot } = run;
  return (
    <>
      <Fact name={t("script")}>
        <RanScript run={run} />
      </Fact>
      <Fact name={t("arguments")}>
        <RanArguments run={run} />
      </Fact>
      <Fact name={t("trigger")}>
        <RanBy run={run} />
      </Fact>
      <Fact name={t("started")}>
        <Moment at={run.startedAt} />
      </Fact>
      <Fact name={t("atOnce")}>{common("hosts", { count: snapshot.strategy.concurrency })}</Fact>
      <Fact name={t("timeLimit")}>{formatDuration(snapshot.strategy.timeoutSeconds * 1000, locale)}</Fact>
      {run.reason !== null && <Fact name={t("reason")}>{run.reason}</Fact>}
      {run.endedAt !== null && <NoticeFact taskLogId={run.id} />}
    </>
  );
}

/** What it waits for, where all hosts that are left stand behind proxies that take no more now. */
function Waits({ run: { waitsForProxies, counts } }: { run: TaskLog }) {
  const t = useTranslations("taskLogs");
  const locale = useLocale();
  if (waitsForProxies.length === 0 || counts.pending === 0) return null;
  const names = new Intl.ListFormat(locale).format(waitsForProxies.map(({ name }) => name));
  return <p className="mt-2 text-ink-2">{t("waitsForProxies", { count: counts.pending, proxies: names })}</p>;
}

/** Elapsed against the usual: a bar with a mark where such a run mostly ends. */
function Usual({ run, now }: { run: TaskLog; now: number }) {
  const t = useTranslations("taskLogs");
  const locale = useLocale() as Locale;
  const { usualDurationMs: usual, startedAt, endedAt } = run;
  if (usual === null || startedAt === null) return null;
  const elapsed = Math.max(0, (endedAt === null ? now : Date.parse(endedAt)) - Date.parse(startedAt));
  const scale = Math.max(elapsed, usual) * 1.15;
  const at = `${(usual / scale) * 100}%`;
  return (
    <>
      <div aria-hidden="true" className="relative mt-2 h-2.5 bg-line">
        <div
          className={`h-full ${endedAt === null ? "bg-now-solid" : "bg-ink-3"}`}
          style={{ width: `${(elapsed / scale) * 100}%` }}
        />
        <span className="absolute -inset-y-1 w-0.5 bg-ink" style={{ left: at }} />
      </div>
      <p className="mt-1.5 text-ink-2 text-small">
        {t("usually", { duration: formatDuration(usual, locale) })}
        {endedAt === null &&
          elapsed < usual &&
          ` · ${t("about", { duration: formatDuration(usual - elapsed, locale) })}`}
        <span className="text-ink-3">{` ${t("usualMeans")}`}</span>
      </p>
    </>
  );
}
