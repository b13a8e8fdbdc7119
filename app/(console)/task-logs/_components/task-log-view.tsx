"use client";

import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import type { Locale } from "../../../../server/domain/locale.ts";
import type { TargetLogItem, TaskLog } from "../../../../server/task-log/output.ts";
import { formatDuration } from "../../../_ui/format.ts";
import { Elapsed, Moment } from "../../../_ui/moment.tsx";
import { Fact, PageHeader } from "../../../_ui/page-header.tsx";
import { ProgressBar } from "../../../_ui/progress-bar.tsx";
import { State, StatePill } from "../../../_ui/state.tsx";
import { HostGrid } from "./host-grid.tsx";
import { HostTable } from "./host-table.tsx";
import { LiveStatus } from "./live-status.tsx";
import { Rerun } from "./rerun.tsx";
import { StopRun } from "./stop-run.tsx";
import { useTaskLog } from "./use-task-log.ts";

const counted = ["succeeded", "failed", "timed_out", "unreachable", "lost", "cancelled", "skipped"] as const;

/** The centre of the console: one run, live. */
export function TaskLogView({
  run: first,
  targets: page,
}: {
  run: TaskLog;
  targets: { items: TargetLogItem[]; total: number };
}) {
  const t = useTranslations("taskLogs");
  const states = useTranslations("state");
  const { run, targets, live } = useTaskLog(first, page.items);
  const { counts } = run;
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
          <Usual run={run} />
          {run.endedAt === null && <LiveStatus live={live} />}
          {run.cancelRequestedAt !== null && run.endedAt === null && (
            <p className="mt-2 text-now">{t("stopAsked")}</p>
          )}
        </div>
      </section>
      <section className="border-line border-b p-4 lg:p-6">
        <h2 className="mb-3 text-section">
          {t("hosts")} <span className="font-normal text-ink-3 text-small">{t("oneCell")}</span>
        </h2>
        <HostGrid
          runId={run.id}
          hosts={targets}
          label={(host) => `${host.hostName}, ${states(host.state)}`}
        />
      </section>
      <HostTable runId={run.id} hosts={targets} />
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
        <Link
          href={`/scripts/${run.scriptId}`}
          className="underline decoration-line-2 underline-offset-2 hover:decoration-ink"
        >
          {run.scriptName}
        </Link>{" "}
        v{run.scriptVersion}
      </Fact>
      <Fact name={t("arguments")}>
        {snapshot.arguments.length === 0 ? (
          t("noArguments")
        ) : (
          <code className="break-all">{snapshot.arguments.map((one) => JSON.stringify(one)).join(" ")}</code>
        )}
      </Fact>
      <Fact name={t("trigger")}>{`${t(`triggers.${run.trigger}`)} · ${run.executedBy}`}</Fact>
      <Fact name={t("started")}>
        <Moment at={run.startedAt} />
      </Fact>
      <Fact name={t("atOnce")}>{common("hosts", { count: snapshot.strategy.concurrency })}</Fact>
      <Fact name={t("timeLimit")}>{formatDuration(snapshot.strategy.timeoutSeconds * 1000, locale)}</Fact>
      {run.reason !== null && <Fact name={t("reason")}>{run.reason}</Fact>}
    </>
  );
}

function Usual({ run }: { run: TaskLog }) {
  const t = useTranslations("taskLogs");
  const locale = useLocale() as Locale;
  if (run.usualDurationMs === null) return null;
  return (
    <p className="text-ink-2 text-small">
      {t("usually", { duration: formatDuration(run.usualDurationMs, locale) })}
    </p>
  );
}
