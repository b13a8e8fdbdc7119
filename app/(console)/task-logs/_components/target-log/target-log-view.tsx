"use client";

import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import type { Locale } from "../../../../../server/domain/locale.ts";
import type { TargetLog } from "../../../../../server/target-log/output.ts";
import type { TargetLogItem, TaskLog } from "../../../../../server/task-log/output.ts";
import { formatDuration } from "../../../../_ui/format.ts";
import { LogView } from "../../../../_ui/log/log-view.tsx";
import { Elapsed } from "../../../../_ui/moment.tsx";
import { PageHeader } from "../../../../_ui/page-header.tsx";
import { useSingleKeys } from "../../../../_ui/single-keys.ts";
import { StatePill } from "../../../../_ui/state.tsx";
import { useNarrow } from "../../../../_ui/use-narrow.ts";
import { placeOf } from "../place-of.ts";
import { Rerun } from "../rerun.tsx";
import { StopRun } from "../stop-run.tsx";
import { useTaskLog } from "../use-task-log.ts";
import { CheckOutcome } from "./check-outcome.tsx";
import { DownloadRaw } from "./download-raw.tsx";
import { HostSteps, neighboursOf, PhoneHostSteps } from "./host-steps.tsx";
import { LogEnding } from "./log-ending.tsx";
import { LogFoot } from "./log-foot.tsx";
import { LogTools } from "./log-tools.tsx";
import { RunHosts } from "./run-hosts.tsx";
import { TargetLogFacts } from "./target-log-facts.tsx";
import { useLogLook } from "./use-log-look.ts";
import { type Reading, useReading } from "./use-reading.ts";

/** One host of a run: what it wrote, live, and how it ended. */
export function TargetLogView({
  run: first,
  log,
  hosts,
}: {
  run: TaskLog;
  log: TargetLog;
  hosts: TargetLogItem[];
}) {
  const logs = useTranslations("taskLogs");
  const router = useRouter();
  const { targetLogId: id } = log;
  const narrow = useNarrow();
  const look = useLogLook();
  const box = useRef<HTMLInputElement>(null);
  const reading = useReading(log);
  const { run, targets, live } = useTaskLog(first, [log, ...hosts], {
    targetLogId: id,
    after: log.lastSequence,
    onOutput: reading.output.hear,
  });
  const now = targets.find((one) => one.targetLogId === id) ?? log;
  const whole = { ...log, ...now };
  const ended = now.endedAt !== null;
  // What is known only at the end (why it was not tried, what the host said, each step's time) is read again then.
  const endedSince = ended && log.endedAt === null;
  useEffect(() => {
    if (endedSince) router.refresh();
  }, [endedSince, router]);
  const neighbours = neighboursOf(targets, id);
  const move = (host: TargetLogItem | undefined) => {
    if (host !== undefined) router.push(placeOf(host));
  };
  useSingleKeys({
    j: () => move(neighbours.next),
    k: () => move(neighbours.previous),
    f: () => void reading.follow(true),
    w: () => look.setWrap(!look.wrap),
    t: () => look.setTimes(!look.times),
    n: () => reading.step(1),
    p: () => reading.step(-1),
    "/": () => box.current?.focus(),
  });
  return (
    <div className="flex h-[calc(100dvh-4rem)] flex-col lg:h-dvh">
      <PageHeader
        crumbs={[
          { href: "/task-logs", label: logs("title") },
          { href: `/tasks/${run.taskId}` as never, label: run.taskName },
          { href: `/task-logs/${run.id}` as never, label: `#${run.id}` },
        ]}
        here={now.hostName}
        title={<bdi>{now.hostName}</bdi>}
        beside={
          <>
            <StatePill state={now.state} />
            <Phrase log={whole} usual={ended ? null : run.usualDurationMs} />
          </>
        }
        actions={
          <>
            <HostSteps {...neighbours} />
            {!narrow && <Actions run={run} log={whole} />}
          </>
        }
      />
      <div className="flex min-h-0 flex-1">
        <RunHosts run={run} hosts={targets} current={id} />
        <div className="flex min-w-0 flex-1 flex-col">
          <LogTools reading={reading} log={now} look={look} box={box} />
          <Lines reading={reading} log={whole} wrap={look.wrap} times={look.times} />
          <LogFoot reading={reading} ended={ended} live={live} />
        </div>
        <aside className="hidden w-63 shrink-0 overflow-y-auto border-line border-l p-4 lg:block">
          <TargetLogFacts run={run} log={whole} />
        </aside>
      </div>
      {narrow && <PhoneFacts run={run} log={whole} />}
      <PhoneHostSteps neighbours={neighbours} count={run.counts.total} />
    </div>
  );
}

/** What can be done with the log and its host. */
function Actions({ run, log }: { run: TaskLog; log: TargetLog }) {
  const t = useTranslations("rerun");
  return (
    <>
      <DownloadRaw log={log} />
      {log.state === "lost" && <CheckOutcome id={log.targetLogId} />}
      <StopRun run={run} />
      {run.endedAt !== null && (
        <Rerun
          run={run}
          scope="all"
          count={1}
          names={[log.hostName]}
          targetLogIds={[log.targetLogId]}
          label={t("host")}
        />
      )}
    </>
  );
}

/** The output itself, with how it ended behind its last line. */
function Lines({
  reading,
  log,
  ...look
}: {
  reading: Reading;
  log: TargetLog;
  wrap: boolean;
  times: boolean;
}) {
  const t = useTranslations("targetLog");
  const { output, line, jump, find, hits } = reading;
  const ended = log.endedAt !== null;
  const written = log.stdoutBytes + log.stderrBytes > 0;
  return (
    <LogView
      shown={output.shown}
      focus={{ line, jump, find, hits }}
      {...look}
      since={log.startedAt}
      following={reading.following}
      onFollow={(wanted) => void reading.follow(wanted)}
      onEdge={(side) => void output.edge(side)}
      onMark={reading.mark}
      onGo={(to) => void reading.goTo(to)}
      empty={written && !output.ready ? t("loading") : ended ? t("noOutput") : t("noOutputYet")}
      end={ended ? <LogEnding log={log} /> : null}
    />
  );
}

/** On a phone the facts and what can be done lie folded below the log. */
function PhoneFacts({ run, log }: { run: TaskLog; log: TargetLog }) {
  const t = useTranslations("targetLog");
  return (
    <details className="border-line border-t">
      <summary className="flex h-11 items-center px-4">{t("facts")}</summary>
      <div className="max-h-[50dvh] overflow-y-auto px-4 pb-4">
        <div className="mb-3 flex flex-wrap gap-2">
          <Actions run={run} log={log} />
        </div>
        <TargetLogFacts run={run} log={log} />
      </div>
    </details>
  );
}

/** How it stands, in a phrase: how long so far and usually, or with what it ended and after how long. */
function Phrase({ log, usual }: { log: TargetLog; usual: number | null }) {
  const t = useTranslations("targetLog");
  const logs = useTranslations("taskLogs");
  const locale = useLocale() as Locale;
  if (log.startedAt === null) return null;
  return (
    <span className="text-ink-2">
      {log.exitCode !== null && log.exitCode !== 0 && (
        <b className="mr-1.5 font-semibold text-bad">{t("exit", { code: log.exitCode })}</b>
      )}
      <Elapsed from={log.startedAt} to={log.endedAt} />
      {usual !== null && ` · ${logs("usually", { duration: formatDuration(usual, locale) })}`}
    </span>
  );
}
