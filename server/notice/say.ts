import type { Locale } from "../domain/locale.ts";
import type { NoticeContent, NoticeOf } from "../domain/notice.ts";
import { terminalTargetLogStates } from "../domain/target-log-state.ts";
import { fireReason, noticeText, word } from "../messages.ts";
import type { NoticeMessage } from "./channel/types.ts";

/** What a notice says in one language: a title, and one line for each fact. */
export function sayNotice(locale: Locale, content: NoticeContent): Pick<NoticeMessage, "title" | "lines"> {
  const tenant = noticeText(locale, "tenant", { name: content.tenant.name });
  if (content.kind === "run") return sayRun(locale, content, tenant);
  if (content.kind === "fires") return sayFires(locale, content, tenant);
  if (content.kind === "paused") return sayPaused(locale, content, tenant);
  if (content.kind === "flood") return sayFlood(locale, content, tenant);
  const by = noticeText(locale, "testBy", { who: content.by });
  return { title: noticeText(locale, "testTitle", {}), lines: [by, tenant] };
}

function sayRun(locale: Locale, content: NoticeOf<"run">, tenant: string) {
  const { task, script, run } = content;
  const notGood = run.hostCount - run.counts.succeeded;
  const again = run.state === "succeeded" && run.previousState !== null && run.previousState !== "succeeded";
  const values = { task: task.name, count: run.hostCount, notGood, unknown: run.counts.lost };
  const title = noticeText(locale, again ? "run_recovered" : `run_${run.state}`, values);
  const counts = terminalTargetLogStates
    .filter((state) => run.counts[state] > 0)
    .map((state) =>
      noticeText(locale, "count", { state: word(locale, "state", state), count: run.counts[state] }),
    );
  const lines = [
    tenant,
    noticeText(locale, "script", { name: script.name, version: script.version }),
    sayStart(locale, run),
    noticeText(locale, "span", {
      from: sayTime(locale, content, run.startedAt),
      to: sayTime(locale, content, run.endedAt),
    }),
    noticeText(locale, "counts", { counts: listed(locale, counts) }),
    ...content.hosts.map((host) => sayHost(locale, host)),
  ];
  const more = notGood - content.hosts.length;
  return { title, lines: more > 0 ? [...lines, noticeText(locale, "moreHosts", { count: more })] : lines };
}

/** What started it, and who; a schedule is nobody. */
function sayStart(locale: Locale, { id, trigger, executedBy: who }: NoticeOf<"run">["run"]): string {
  const values = { id, trigger: word(locale, "triggers", trigger) };
  if (trigger === "schedule") return noticeText(locale, "runBySchedule", values);
  return noticeText(locale, "run", { ...values, who });
}

function sayHost(locale: Locale, host: NoticeOf<"run">["hosts"][number]): string {
  const facts = [word(locale, "state", host.state)];
  if (host.reason === "signal" && host.signal !== null)
    facts.push(noticeText(locale, "signal", { signal: host.signal }));
  else if (host.reason !== null && host.reason !== "exit_code")
    facts.push(word(locale, "reason", host.reason));
  if (host.exitCode !== null) facts.push(noticeText(locale, "exitCode", { code: host.exitCode }));
  const values = { name: host.name, hostId: host.hostId, facts: listed(locale, facts) };
  const said = host.lastLine ?? "";
  return said === ""
    ? noticeText(locale, "host", values)
    : noticeText(locale, "hostSaid", { ...values, said });
}

function sayFires(locale: Locale, content: NoticeOf<"fires">, tenant: string) {
  const { outcome, count, firstAt, lastAt, reason, reasonValues } = content.fires;
  const title = noticeText(locale, `fires_${outcome}`, { task: content.task.name, count });
  const from = sayTime(locale, content, firstAt);
  const to = sayTime(locale, content, lastAt);
  const planned =
    count === 1
      ? noticeText(locale, "plannedAt", { at: from })
      : noticeText(locale, "plannedFrom", { from, to });
  const why = reason === null ? null : fireReason(locale, reason, reasonValues);
  return { title, lines: why === null ? [tenant, planned] : [tenant, planned, why] };
}

function sayPaused(locale: Locale, content: NoticeOf<"paused">, tenant: string) {
  const { task, failuresInRow, run } = content;
  const last = noticeText(locale, "lastRun", { id: run.id, state: word(locale, "state", run.state) });
  const title = noticeText(locale, "paused", { task: task.name, count: failuresInRow });
  return { title, lines: [tenant, last, noticeText(locale, "pausedCure", {})] };
}

function sayFlood(locale: Locale, content: NoticeOf<"flood">, tenant: string) {
  const { count, firstAt, lastAt, tasks, moreTasks } = content;
  const span = { from: sayTime(locale, content, firstAt), to: sayTime(locale, content, lastAt) };
  const lines = [
    tenant,
    noticeText(locale, "span", span),
    ...tasks.map((task) => noticeText(locale, "floodTask", { name: task.name, count: task.count })),
  ];
  const more = moreTasks > 0 ? [noticeText(locale, "moreTasks", { count: moreTasks })] : [];
  return { title: noticeText(locale, "flood", { count }), lines: [...lines, ...more] };
}

/** A moment by the tenant's clock, with its zone: it is read elsewhere, and later. */
function sayTime(locale: Locale, { timeZone }: NoticeContent, at: string): string {
  const format = new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale, {
    timeZone,
    dateStyle: "medium",
    timeStyle: "medium",
    hourCycle: "h23",
  });
  return noticeText(locale, "time", { at: format.format(new Date(at)), zone: timeZone });
}

function listed(locale: Locale, parts: string[]): string {
  return parts.join(noticeText(locale, "comma", {}));
}
