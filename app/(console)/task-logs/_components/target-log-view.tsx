"use client";

import { Clock, Download, WrapText } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import type { TargetLog } from "../../../../server/target-log/output.ts";
import type { TaskLog } from "../../../../server/task-log/output.ts";
import { buttonClass } from "../../../_ui/button.tsx";
import { formatBytes } from "../../../_ui/format.ts";
import { type LogEvent, type LogLine, LogLines, type LogStream } from "../../../_ui/log/lines.ts";
import { LogView } from "../../../_ui/log/log-view.tsx";
import { Duration, Elapsed, Moment } from "../../../_ui/moment.tsx";
import { Fact, PageHeader } from "../../../_ui/page-header.tsx";
import { Segments } from "../../../_ui/segments.tsx";
import { StatePill } from "../../../_ui/state.tsx";
import { CheckOutcome } from "./check-outcome.tsx";
import { StreamStatus } from "./stream-status.tsx";
import { useTaskLog } from "./use-task-log.ts";

/** One host of a run: what it wrote, live, and how it ended. */
export function TargetLogView({ run: first, log }: { run: TaskLog; log: TargetLog }) {
  const t = useTranslations("targetLog");
  const logs = useTranslations("taskLogs");
  const reader = useRef<LogLines>(null);
  const [all, setAll] = useState<LogLine[]>([]);
  const [stream, setStream] = useState<LogStream | "both">("both");
  const [wrap, setWrap] = useState(false);
  const [times, setTimes] = useState(false);
  const hear = useBatched((events: LogEvent[]) => {
    reader.current ??= new LogLines();
    for (const event of events) reader.current.add(event);
    // A fresh list each time: what is drawn is told apart by identity.
    setAll(reader.current.lines.slice());
  });
  const { run, targets, status } = useTaskLog(first, [log], {
    targetLogId: log.targetLogId,
    after: 0,
    onOutput: hear,
  });
  const now = targets.find((one) => one.targetLogId === log.targetLogId) ?? log;
  const lines = stream === "both" ? all : all.filter((line) => line.stream === stream);
  const ended = now.endedAt !== null;
  const written = now.stdoutBytes + now.stderrBytes > 0;
  const emptyWords = written ? t("loading") : ended ? t("noOutput") : t("noOutputYet");
  return (
    <div className="flex h-dvh flex-col">
      <PageHeader
        crumbs={[
          { href: "/task-logs", label: logs("title") },
          { href: `/task-logs/${run.id}` as never, label: `${run.taskName} #${run.id}` },
        ]}
        title={now.hostName}
        beside={
          <>
            <StatePill state={now.state} />
            {now.exitCode !== null && (
              <span
                className={now.exitCode === 0 ? "text-ink-2" : "font-semibold text-bad"}
              >{`${logs("exitCode")} ${now.exitCode}`}</span>
            )}
          </>
        }
        facts={<Facts log={{ ...log, ...now }} />}
        actions={log.state === "lost" ? <CheckOutcome id={log.targetLogId} /> : null}
      />
      <div className="flex min-h-11 flex-wrap items-center gap-2 border-line border-b px-4 py-1.5 lg:px-6">
        <Segments
          name={t("stream")}
          value={stream}
          onChoose={setStream}
          segments={[
            { value: "both", label: t("both") },
            { value: "stdout", label: `${t("stdout")} ${formatBytes(now.stdoutBytes)}` },
            { value: "stderr", label: `${t("stderr")} ${formatBytes(now.stderrBytes)}` },
          ]}
        />
        <Toggle
          name={t("wrap")}
          on={wrap}
          onChange={setWrap}
          icon={<WrapText size={14} strokeWidth={1.75} />}
        />
        <Toggle
          name={t("times")}
          on={times}
          onChange={setTimes}
          icon={<Clock size={14} strokeWidth={1.75} />}
        />
        <span className="ml-auto flex gap-2">
          {(["stdout", "stderr"] as const).map((name) => (
            <a
              key={name}
              href={`/api/v1/target-logs/${log.targetLogId}/${name}`}
              download
              className={buttonClass("quiet", true)}
            >
              <Download size={14} strokeWidth={1.75} aria-hidden="true" />{" "}
              {t("download", { stream: t(name) })}
            </a>
          ))}
        </span>
      </div>
      <LogView lines={lines} wrap={wrap} times={times} empty={emptyWords} />
      <footer className="flex min-h-7.5 items-center gap-4 border-line border-t px-4 text-ink-2 text-small lg:px-6">
        {ended ? (
          log.outputComplete === false ? (
            t("incomplete")
          ) : (
            t("complete")
          )
        ) : (
          <StreamStatus status={status} />
        )}
      </footer>
    </div>
  );
}

function Toggle({
  name,
  on,
  onChange,
  icon,
}: {
  name: string;
  on: boolean;
  onChange: (on: boolean) => void;
  icon: React.ReactNode;
}) {
  return (
    <button
      type="button"
      aria-pressed={on}
      aria-label={name}
      title={name}
      onClick={() => onChange(!on)}
      className="flex size-7 items-center justify-center rounded-control border border-line-2 hover:bg-hover aria-pressed:bg-ink aria-pressed:text-on-ink"
    >
      {icon}
    </button>
  );
}

function Facts({ log }: { log: TargetLog }) {
  const t = useTranslations("targetLog");
  const reasons = useTranslations("reason");
  const logs = useTranslations("taskLogs");
  return (
    <>
      <Fact name={t("address")}>
        <code>{`${log.username}@${log.address}:${log.port}`}</code>
      </Fact>
      <Fact name={t("proxy")}>{log.proxyName ?? t("direct")}</Fact>
      {log.cloudPool !== null && <Fact name={t("cloudPool")}>{log.cloudPool}</Fact>}
      {log.region !== null && <Fact name={t("region")}>{log.region}</Fact>}
      <Fact name={logs("started")}>
        <Moment at={log.startedAt} />
      </Fact>
      <Fact name={logs("duration")}>
        <Elapsed from={log.startedAt} to={log.endedAt} />
      </Fact>
      <Fact name={t("connect")}>
        <Duration ms={log.connectMs} />
      </Fact>
      {log.reason !== null && <Fact name={logs("state")}>{reasons(log.reason)}</Fact>}
      {log.signal !== null && <Fact name={t("signal")}>{log.signal}</Fact>}
      {log.detail !== null && (
        <Fact name={t("said")}>
          <code>{log.detail}</code>
        </Fact>
      )}
      {log.lateResult !== null && <Fact name={t("later")}>{lateWords(t, log)}</Fact>}
    </>
  );
}

function lateWords(
  t: ReturnType<typeof useTranslations<"targetLog">>,
  { lateResult, lateExitCode }: TargetLog,
): string {
  if (lateResult === "ended") return t("lateEnded", { code: lateExitCode ?? "?" });
  return lateResult === "still_running" ? t("lateRunning") : t("lateNothing");
}

/** Gathers what comes within one frame, so that a flood of lines costs one drawing each. */
function useBatched(take: (events: LogEvent[]) => void): (event: LogEvent) => void {
  const waiting = useRef<LogEvent[]>([]);
  const latest = useRef(take);
  latest.current = take;
  return (event) => {
    waiting.current.push(event);
    if (waiting.current.length > 1) return;
    requestAnimationFrame(() => latest.current(waiting.current.splice(0)));
  };
}
