import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Locale } from "../../../../../server/domain/locale.ts";
import type { TargetLog } from "../../../../../server/target-log/output.ts";
import type { TaskLog } from "../../../../../server/task-log/output.ts";
import { formatBytes, formatDuration } from "../../../../_ui/format.ts";
import { Duration, Moment } from "../../../../_ui/moment.tsx";
import { StateGlyph } from "../../../../_ui/state-glyph.tsx";
import { RanArguments, RanBy, RanScript } from "../what-ran.tsx";

/** What is known of a host in a run: which it is, how it was reached, how the script went, and what ran. */
export function TargetLogFacts({ run, log }: { run: TaskLog; log: TargetLog }) {
  const t = useTranslations("targetLog");
  const logs = useTranslations("taskLogs");
  const reasons = useTranslations("reason");
  const locale = useLocale() as Locale;
  const { snapshot } = run;
  const dropped = log.stdoutDroppedBytes + log.stderrDroppedBytes;
  return (
    <>
      <Group title={t("factsHost")}>
        <Fact name="ID">
          <code>{log.hostId}</code>
        </Fact>
        <Fact name={t("address")}>
          <code className="break-all">{`${log.address}:${log.port}`}</code>
        </Fact>
        <Fact name={t("user")}>
          <code>{log.username}</code>
        </Fact>
        {log.cloudPool !== null && <Fact name={t("cloudPool")}>{log.cloudPool}</Fact>}
        {log.region !== null && <Fact name={t("region")}>{log.region}</Fact>}
      </Group>
      <Route log={log} />
      <Group title={t("factsRun")}>
        <Fact name={logs("started")}>
          <Moment at={log.startedAt} />
        </Fact>
        {log.steps.cancellingAt !== null && (
          <Fact name={t("stopping")}>
            <Moment at={log.steps.cancellingAt} />
          </Fact>
        )}
        <Fact name={logs("ended")}>
          {log.endedAt === null ? (
            <span className="text-ink-3">{t("notYet")}</span>
          ) : (
            <Moment at={log.endedAt} />
          )}
        </Fact>
        <Fact name={t("waited")}>
          <Duration ms={log.waitedMs} />
        </Fact>
        <Fact name={logs("exitCode")}>
          <ExitCode log={log} />
        </Fact>
        {log.reason !== null && <Fact name={t("why")}>{reasons(log.reason)}</Fact>}
        {log.signal !== null && <Fact name={t("signal")}>{log.signal}</Fact>}
        {log.downSince !== null && (
          <Fact name={t("notTried")}>
            {t.rich("notTriedText", {
              since: () => <Moment at={log.downSince} />,
              tried: () => <Moment at={log.downTriedAt} />,
            })}
          </Fact>
        )}
        {log.detail !== null && log.downSince === null && (
          <Fact name={t("said")}>
            <code className="break-words">{log.detail}</code>
          </Fact>
        )}
        {log.lateResult !== null && <Fact name={t("later")}>{lateWords(t, log)}</Fact>}
        <Fact name={t("written")}>{formatBytes(log.stdoutBytes + log.stderrBytes)}</Fact>
        {dropped > 0 && (
          <Fact name={t("notKept")}>
            <span
              title={t("cutExact", {
                bytes: dropped,
                lines: log.stdoutDroppedLines + log.stderrDroppedLines,
                stream: "",
              })}
            >
              {formatBytes(dropped)}
            </span>
          </Fact>
        )}
        <Fact name={t("limit")}>
          {t("onHost", { duration: formatDuration(snapshot.strategy.timeoutSeconds * 1000, locale) })}
        </Fact>
      </Group>
      <Group title={t("factsWhat")}>
        <Fact name={logs("script")}>
          <RanScript run={run} />
        </Fact>
        <Fact name={logs("arguments")}>
          <RanArguments run={run} />
        </Fact>
        <Fact name={logs("trigger")}>
          <RanBy run={run} />
        </Fact>
      </Group>
    </>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mb-5">
      <h2 className="mb-1.5 font-semibold text-small">{title}</h2>
      <dl className="grid grid-cols-[72px_minmax(0,1fr)] gap-x-3 gap-y-1.5 text-small">{children}</dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}

/** The way to the host, hop by hop, as far as it came. */
function Route({ log }: { log: TargetLog }) {
  const t = useTranslations("targetLog");
  const reached = log.steps.execSentAt !== null;
  const state = reached ? "succeeded" : log.endedAt !== null ? log.state : "connecting";
  return (
    <section className="mb-5">
      <h2 className="mb-1.5 font-semibold text-small">{t("route")}</h2>
      <ol className="flex flex-col gap-1.5 text-small">
        <Hop name={t("worker")} />
        {log.proxyName !== null && <Hop name={log.proxyName} />}
        <li className="flex items-center gap-2">
          <span className={reached ? "text-ok" : "text-ink-3"}>
            <StateGlyph state={state} />
          </span>
          <bdi>{log.hostName}</bdi>
          <span className="ml-auto text-ink-3">
            <Duration ms={log.connectMs} />
          </span>
        </li>
      </ol>
    </section>
  );
}

function Hop({ name }: { name: string }) {
  return (
    <li className="flex items-center gap-2">
      <span className="size-3.5 rounded-full border-2 border-line-2" aria-hidden="true" />
      {name}
    </li>
  );
}

function ExitCode({ log: { exitCode, endedAt } }: { log: TargetLog }) {
  const t = useTranslations("targetLog");
  if (exitCode !== null) {
    return <span className={exitCode === 0 ? "" : "font-semibold text-bad"}>{exitCode}</span>;
  }
  return <span className="text-ink-3">{endedAt === null ? t("notYet") : "—"}</span>;
}

/** What a later look at a lost script found out. */
export function lateWords(
  t: ReturnType<typeof useTranslations<"targetLog">>,
  { lateResult, lateExitCode }: Pick<TargetLog, "lateResult" | "lateExitCode">,
): string {
  if (lateResult === "ended") return t("lateEnded", { code: lateExitCode ?? "?" });
  return lateResult === "still_running" ? t("lateRunning") : t("lateNothing");
}
