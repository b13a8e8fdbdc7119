import clsx from "clsx";
import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { TargetLogItem, TaskLog } from "../../../../../server/task-log/output.ts";
import { Duration, Elapsed } from "../../../../_ui/moment.tsx";
import { textLook } from "../../../../_ui/state.tsx";
import { StateGlyph } from "../../../../_ui/state-glyph.tsx";
import { groupOf, type HostGroup, hostGroups, inListOrder } from "../host-order.ts";
import { placeOf } from "../place-of.ts";

/** The run's hosts, failed first, each with why or how long. */
export function RunHosts({ run, hosts, current }: { run: TaskLog; hosts: TargetLogItem[]; current: number }) {
  const t = useTranslations("hostList");
  const ordered = inListOrder(hosts);
  return (
    <nav
      aria-label={t("hosts", { count: run.counts.total })}
      className="hidden w-50 shrink-0 flex-col overflow-y-auto border-line border-r bg-ground p-2 lg:flex"
    >
      {hostGroups.map((group) => {
        const members = ordered.filter((host) => groupOf(host) === group);
        if (members.length === 0) return null;
        return (
          <section key={group} className="mb-2">
            <h2 className="flex justify-between px-2 py-1 font-normal text-ink-3 text-small">
              {t(group)} <span>{countOf(run, group)}</span>
            </h2>
            <ul>
              {members.map((host) => (
                <li key={host.targetLogId}>
                  <Link
                    href={placeOf(host)}
                    prefetch={false}
                    aria-current={host.targetLogId === current ? "page" : undefined}
                    className={clsx(
                      "flex h-7 items-center gap-2 rounded-control px-2 text-small hover:bg-hover",
                      host.targetLogId === current && "bg-select font-medium",
                    )}
                  >
                    <span className={clsx("shrink-0", textLook(host.state))}>
                      <StateGlyph state={host.state} />
                    </span>
                    <bdi className="max-w-3/5 shrink-0 truncate">{host.hostName}</bdi>
                    <span className="min-w-0 flex-1 truncate text-right font-normal text-ink-2">
                      <Why host={host} />
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
      <Link
        href={`/task-logs/${run.id}`}
        className="mt-auto flex items-center gap-1.5 px-2 py-2 text-ink-2 text-small hover:text-ink"
      >
        <ArrowLeft size={14} strokeWidth={1.75} aria-hidden="true" /> {t("all", { id: run.id })}
      </Link>
    </nav>
  );
}

/** Of all of the run's hosts: the list itself may hold the first of them alone. */
function countOf({ counts: { total, pending, active, succeeded } }: TaskLog, group: HostGroup): number {
  return { bad: total - pending - active - succeeded, now: active, waiting: pending, ok: succeeded }[group];
}

/** Why it did not succeed in a word, else how long it took. */
function Why({ host }: { host: TargetLogItem }) {
  const t = useTranslations("hostList");
  const reasons = useTranslations("reason");
  if (host.reason === "exit_code") return t("exit", { code: host.exitCode ?? 0 });
  if (host.state === "unreachable" && host.reason !== null) return reasons(host.reason);
  if (host.startedAt === null) return null;
  return host.endedAt === null ? (
    <Elapsed from={host.startedAt} to={null} />
  ) : (
    <Duration ms={host.durationMs} />
  );
}
