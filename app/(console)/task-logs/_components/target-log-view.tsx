"use client";

import {
  ChevronDown,
  ChevronLeft,
  ChevronRight,
  ChevronUp,
  Clock,
  Link2,
  Pause,
  Play,
  Search,
  WrapText,
} from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { parseAsBoolean, parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useEffect, useRef, useState } from "react";
import type { Locale } from "../../../../server/domain/locale.ts";
import { streams } from "../../../../server/target-log/input.ts";
import type { TargetLog } from "../../../../server/target-log/output.ts";
import type { TargetLogItem, TaskLog } from "../../../../server/task-log/output.ts";
import { buttonClass } from "../../../_ui/button.tsx";
import { copyText } from "../../../_ui/copy-text.ts";
import { formatBytes, formatDuration } from "../../../_ui/format.ts";
import { Kbd } from "../../../_ui/kbd.tsx";
import { LogView } from "../../../_ui/log/log-view.tsx";
import { Elapsed, Moment } from "../../../_ui/moment.tsx";
import { PageHeader } from "../../../_ui/page-header.tsx";
import { Segments } from "../../../_ui/segments.tsx";
import { useSingleKeys } from "../../../_ui/single-keys.ts";
import { StatePill } from "../../../_ui/state.tsx";
import { toast } from "../../../_ui/toast.ts";
import { useNarrow } from "../../../_ui/use-narrow.ts";
import { CheckOutcome } from "./check-outcome.tsx";
import { DownloadRaw } from "./download-raw.tsx";
import { HostList, inListOrder } from "./host-list.tsx";
import { LiveStatus } from "./live-status.tsx";
import { LogSearch } from "./log-search.tsx";
import { Rerun } from "./rerun.tsx";
import { StopRun } from "./stop-run.tsx";
import { lateWords, TargetLogFacts } from "./target-log-facts.tsx";
import { useOutput } from "./use-output.ts";
import { useSearch } from "./use-search.ts";
import { useTaskLog } from "./use-task-log.ts";

const query = {
  stream: parseAsStringLiteral(streams),
  line: parseAsInteger,
  find: parseAsString.withDefault(""),
  case: parseAsBoolean.withDefault(false),
};

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
  const t = useTranslations("targetLog");
  const logs = useTranslations("taskLogs");
  const rerun = useTranslations("rerun");
  const locale = useLocale() as Locale;
  const router = useRouter();
  const { targetLogId: id } = log;
  const [asked, setAsked] = useQueryStates(query, { history: "replace" });
  const narrow = useNarrow();
  const [wrapAsked, setWrap] = useState<boolean>();
  const [timesAsked, setTimes] = useState<boolean>();
  const [wrap, times] = [wrapAsked ?? narrow, timesAsked ?? !narrow];
  const [searching, setSearching] = useState(asked.find !== "");
  const [following, setFollowing] = useState(asked.line === null);
  const [jump, setJump] = useState(asked.line === null ? 0 : 1);
  const box = useRef<HTMLInputElement>(null);
  const output = useOutput(log, asked.stream, asked.line);
  const { run, targets, live } = useTaskLog(first, [log, ...hosts], {
    targetLogId: id,
    after: log.lastSequence,
    onOutput: output.hear,
  });
  const find = asked.find === "" ? null : { text: asked.find, matchCase: asked.case };
  const found = useSearch(id, find, asked.stream);
  const now = targets.find((one) => one.targetLogId === id) ?? log;
  const ended = now.endedAt !== null;
  // What is known only at the end (why it was not tried, what the host said, each step's time) is read again then.
  const endedSince = ended && log.endedAt === null;
  useEffect(() => {
    if (endedSince) router.refresh();
  }, [endedSince, router]);

  const goTo = async (line: number) => {
    setFollowing(false);
    void setAsked({ line });
    await output.goTo(line);
    setJump((count) => count + 1);
  };
  const step = (by: 1 | -1) => {
    const { hits } = found;
    if (hits.length === 0) return;
    const from = asked.line ?? (by === 1 ? 0 : Number.POSITIVE_INFINITY);
    const next = by === 1 ? hits.find((line) => line > from) : hits.findLast((line) => line < from);
    void goTo(next ?? hits.at(by === 1 ? 0 : -1) ?? 1);
  };
  const follow = async (wanted: boolean) => {
    if (wanted) await output.goToEnd();
    setFollowing(wanted);
  };
  const ordered = inListOrder(targets);
  const at = ordered.findIndex((host) => host.targetLogId === id);
  const [previous, next] = [ordered[at - 1], ordered[at + 1]];
  const move = (host: TargetLogItem | undefined) => {
    if (host !== undefined) router.push(placeOf(host));
  };
  useSingleKeys({
    j: () => move(next),
    k: () => move(previous),
    f: () => void follow(true),
    w: () => setWrap(!wrap),
    t: () => setTimes(!times),
    n: () => step(1),
    p: () => step(-1),
    "/": () => box.current?.focus(),
  });
  const search = () => {
    setSearching(!searching);
    if (!searching) requestAnimationFrame(() => box.current?.focus());
  };
  const copyLink = async () => {
    await copyText(window.location.href);
    toast.success(t("linkCopied"));
  };
  const written = now.stdoutBytes + now.stderrBytes > 0;
  const emptyWords = written && !output.ready ? t("loading") : ended ? t("noOutput") : t("noOutputYet");
  const hitAt = asked.line === null ? 0 : found.hits.indexOf(asked.line) + 1;
  const whole = { ...log, ...now };
  const actions = (
    <>
      <DownloadRaw log={whole} />
      {now.state === "lost" && <CheckOutcome id={id} />}
      <StopRun run={run} />
      {run.endedAt !== null && (
        <Rerun
          run={run}
          scope="all"
          count={1}
          names={[now.hostName]}
          targetLogIds={[id]}
          label={rerun("host")}
        />
      )}
    </>
  );
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
            <span className="flex gap-2 max-lg:hidden">
              <MoveTo
                host={previous}
                name={t("previousHost")}
                keyName="K"
                icon={<ChevronUp size={14} aria-hidden="true" />}
              />
              <MoveTo
                host={next}
                name={t("nextHost")}
                keyName="J"
                icon={<ChevronDown size={14} aria-hidden="true" />}
              />
            </span>
            {!narrow && actions}
          </>
        }
      />
      <div className="flex min-h-0 flex-1">
        <HostList run={run} hosts={targets} current={id} />
        <div className="flex min-w-0 flex-1 flex-col">
          <div className="flex min-h-11 flex-wrap items-center gap-2 border-line border-b px-3 py-1.5">
            <Segments
              name={t("stream")}
              value={asked.stream ?? "both"}
              onChoose={(chosen) => {
                void setAsked({ stream: chosen === "both" ? null : chosen });
                setFollowing(true);
              }}
              segments={[
                { value: "both", label: t("both") },
                { value: "stdout", label: <Stream name={t("stdout")} bytes={now.stdoutBytes} /> },
                { value: "stderr", label: <Stream name={t("stderr")} bytes={now.stderrBytes} sign /> },
              ]}
            />
            <LogSearch
              box={box}
              open={searching}
              text={asked.find}
              matchCase={asked.case}
              hits={found.hits.length}
              done={found.done}
              at={hitAt}
              onChange={(text, matchCase) => void setAsked({ find: text, case: matchCase })}
              onStep={step}
            />
            <button
              type="button"
              aria-expanded={searching}
              aria-label={t("search")}
              onClick={search}
              className="ml-auto flex size-11 items-center justify-center rounded-control hover:bg-hover aria-expanded:bg-hover lg:hidden"
            >
              <Search size={16} strokeWidth={1.75} aria-hidden="true" />
            </button>
            <span className="flex gap-1 lg:ml-auto">
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
            </span>
          </div>
          <LogView
            shown={output.shown}
            focus={{ line: asked.line, jump: output.ready ? jump : 0, find, hits: found.hits }}
            wrap={wrap}
            times={times}
            since={now.startedAt}
            following={following}
            onFollow={(wanted) => void follow(wanted)}
            onEdge={(side) => void output.edge(side)}
            onMark={(line) => {
              setFollowing(false);
              void setAsked({ line });
            }}
            onGo={(line) => void goTo(line)}
            empty={emptyWords}
            end={ended ? <Ending log={whole} locale={locale} /> : null}
          />
          <footer className="flex min-h-7.5 items-center gap-4 border-line border-t px-4 text-ink-2 text-small">
            {ended ? (
              <span>{t("endedShort")}</span>
            ) : (
              <span className="inline-flex items-center gap-1.5">
                {following ? <Play size={12} aria-hidden="true" /> : <Pause size={12} aria-hidden="true" />}
                {following ? t("following") : t("paused")}
              </span>
            )}
            {asked.line !== null && (
              <>
                <span className="max-lg:hidden">{t("atLine", { line: asked.line })}</span>
                <button
                  type="button"
                  onClick={() => void copyLink()}
                  className="inline-flex items-center gap-1.5 underline decoration-line-2 underline-offset-2 hover:text-ink"
                >
                  <Link2 size={13} strokeWidth={1.75} aria-hidden="true" /> {t("copyLink")}
                </button>
              </>
            )}
            <span className="ml-auto">{t("lines", { count: output.shown.total })}</span>
            <LiveStatus live={live} />
          </footer>
        </div>
        <aside className="hidden w-63 shrink-0 overflow-y-auto border-line border-l p-4 lg:block">
          <TargetLogFacts run={run} log={whole} />
        </aside>
      </div>
      {narrow && (
        <details className="border-line border-t">
          <summary className="flex h-11 items-center px-4">{t("facts")}</summary>
          <div className="max-h-[50dvh] overflow-y-auto px-4 pb-4">
            <div className="mb-3 flex flex-wrap gap-2">{actions}</div>
            <TargetLogFacts run={run} log={whole} />
          </div>
        </details>
      )}
      <nav
        aria-label={t("neighbours")}
        className="flex h-13 shrink-0 items-center justify-between border-line border-t px-2 lg:hidden"
      >
        <MoveTo
          host={previous}
          name={t("previousHost")}
          icon={<ChevronLeft size={16} aria-hidden="true" />}
        />
        <span className="text-ink-2 text-small">{t("hostOf", { at: at + 1, count: run.counts.total })}</span>
        <MoveTo host={next} name={t("nextHost")} after icon={<ChevronRight size={16} aria-hidden="true" />} />
      </nav>
    </div>
  );
}

function placeOf(host: TargetLogItem) {
  return `/task-logs/${host.taskLogId}/targets/${host.targetLogId}` as const;
}

function MoveTo({
  host,
  name,
  keyName,
  icon,
  after = false,
}: {
  host: TargetLogItem | undefined;
  name: string;
  keyName?: string;
  icon: React.ReactNode;
  /** The sign stands behind the name. */
  after?: boolean;
}) {
  const inner = (
    <>
      {!after && icon} {name} {after && icon} {keyName && <Kbd>{keyName}</Kbd>}
    </>
  );
  if (host === undefined) {
    return (
      <span className={`${buttonClass("quiet")} text-ink-3`} aria-disabled="true">
        {inner}
      </span>
    );
  }
  return (
    <Link href={placeOf(host)} className={buttonClass("quiet")} title={host.hostName}>
      {inner}
    </Link>
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

function Stream({ name, bytes, sign = false }: { name: string; bytes: number; sign?: boolean }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      {sign && (
        <span aria-hidden="true" className="font-mono text-bad">
          {"2>"}
        </span>
      )}
      {name} <span className="opacity-70 max-lg:hidden">{formatBytes(bytes)}</span>
    </span>
  );
}

/** Behind the last line: how it ended, after how long, and whether what is above is all that was written. */
function Ending({ log, locale }: { log: TargetLog; locale: Locale }) {
  const t = useTranslations("targetLog");
  const reasons = useTranslations("reason");
  const dropped = log.stdoutDroppedBytes + log.stderrDroppedBytes;
  const complete = log.outputComplete === false ? "no" : dropped > 0 ? "cut" : "yes";
  return (
    <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-t px-6 py-3 text-ink-2 text-small">
      <StatePill state={log.state} />
      {log.exitCode !== null ? (
        <b className={log.exitCode === 0 ? "font-semibold" : "font-semibold text-bad"}>
          {t("endedWith", { code: log.exitCode })}
        </b>
      ) : (
        log.reason !== null && <b className="font-semibold text-ink">{reasons(log.reason)}</b>
      )}
      {log.signal !== null && <span>{`${t("signal")} ${log.signal}`}</span>}
      {log.durationMs !== null && (
        <span>{t("after", { duration: formatDuration(log.durationMs, locale) })}</span>
      )}
      <Moment at={log.endedAt} />
      {log.startedAt !== null && <span>{t(`completeness.${complete}`)}</span>}
      {log.lateResult !== null && <span>{`${t("later")}: ${lateWords(t, log)}`}</span>}
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
      className="flex size-8 items-center justify-center gap-1.5 rounded-control hover:bg-hover aria-pressed:bg-hover aria-pressed:text-ink xl:w-auto xl:px-2.5"
    >
      {icon} <span className="hidden text-small xl:inline">{name}</span>
    </button>
  );
}
