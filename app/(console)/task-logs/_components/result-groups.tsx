"use client";

import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { isTerminalTaskLogState } from "../../../../server/domain/task-log-state.ts";
import type { TaskLog, TaskLogGroups } from "../../../../server/task-log/output.ts";
import { useTRPC } from "../../../_trpc/client.tsx";
import { Button } from "../../../_ui/button.tsx";
import { copyText } from "../../../_ui/copy-text.ts";
import { Segments } from "../../../_ui/segments.tsx";
import { State } from "../../../_ui/state.tsx";
import { toast } from "../../../_ui/toast.ts";
import { Rerun } from "./rerun.tsx";
import { ResultDiff } from "./result-diff.tsx";

const ways = ["output", "stdout", "stderr", "exit"] as const;
type Way = (typeof ways)[number];
type Group = TaskLogGroups["groups"][number];

/** While hosts end, groups are made anew this often. */
const againMs = 5_000;

/** Hosts with identical results, biggest group first; the chosen one beside what most of them said. */
export function ResultGroups({ run }: { run: TaskLog }) {
  const t = useTranslations("groups");
  const trpc = useTRPC();
  const [by, setBy] = useState<Way>("output");
  const [exact, setExact] = useState(false);
  const [at, setAt] = useState<number | null>(null);
  const ended = isTerminalTaskLogState(run.state);
  const answer = useQuery({
    ...trpc.taskLog.groups.queryOptions({ id: run.id, by, exact }),
    refetchInterval: ended ? false : againMs,
    placeholderData: (before) => before,
  });
  const groups = answer.data?.groups ?? [];
  const [most] = groups;
  const chosen = groups.find((group) => group.hosts[0]?.targetLogId === at) ?? oddOne(groups) ?? most;
  if (most === undefined || chosen === undefined) return null;
  const other = chosen === most ? null : chosen;
  return (
    <section className="border-line border-b p-4 lg:p-6">
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <h2 className="text-section">{t("title")}</h2>
        <span className="text-ink-3 text-small">
          {t("summary", { hosts: answer.data?.hosts ?? 0, kinds: answer.data?.kinds ?? 0 })}
        </span>
        <span className="ml-auto flex items-center gap-3">
          <label className="flex items-center gap-1.5 text-small" title={t("exactHint")}>
            <input type="checkbox" checked={exact} onChange={(event) => setExact(event.target.checked)} />{" "}
            {t("exact")}
          </label>
          <Segments
            name={t("by")}
            value={by}
            onChoose={setBy}
            segments={ways.map((value) => ({ value, label: t(`ways.${value}`) }))}
          />
        </span>
      </div>
      <div className="grid rounded-panel border border-line lg:grid-cols-[300px_minmax(0,1fr)]">
        <ul className="max-h-90 overflow-y-auto">
          {groups.map((group) => (
            <li key={group.hosts[0]?.targetLogId} className="border-line not-last:border-b">
              <GroupRow
                group={group}
                majority={group === most}
                chosen={group === chosen}
                onChoose={() => setAt(group.hosts[0]?.targetLogId ?? null)}
              />
            </li>
          ))}
        </ul>
        <div className="min-w-0 border-line max-lg:border-t lg:border-l">
          <div className="flex min-h-11 flex-wrap items-center gap-2 border-line border-b px-3 py-1.5 text-small">
            <GroupActions run={run} group={chosen} ended={ended} />
          </div>
          <ResultDiff
            most={most}
            other={other}
            stream={by === "stdout" || by === "stderr" ? by : null}
            exact={exact}
          />
        </div>
      </div>
    </section>
  );
}

/** What one wants to see beside the majority: the first others that ran to an end. */
function oddOne([, ...others]: Group[]): Group | undefined {
  return others.find((group) => group.exitCode !== null) ?? others[0];
}

function GroupRow({
  group,
  majority,
  chosen,
  onChoose,
}: {
  group: Group;
  majority: boolean;
  chosen: boolean;
  onChoose: () => void;
}) {
  const t = useTranslations("groups");
  const logs = useTranslations("taskLogs");
  const reasons = useTranslations("reason");
  const names = group.hosts.slice(0, 3).map((host) => host.hostName);
  return (
    <button
      type="button"
      aria-pressed={chosen}
      onClick={onChoose}
      className={clsx(
        "grid w-full grid-cols-[48px_minmax(0,1fr)_auto] items-baseline gap-x-3 px-3 py-2 text-left hover:bg-hover",
        chosen && "bg-select shadow-[inset_2px_0_0_var(--now-solid)]",
      )}
    >
      <b className="text-right font-semibold text-section">{group.count}</b>
      <span className="min-w-0">
        <span className="block truncate font-mono text-code">
          <bdi>{group.lastLine ?? (group.reason === null ? t("nothingSaid") : reasons(group.reason))}</bdi>
        </span>
        <span className="block truncate text-ink-3 text-small">
          {majority ? t("majority") : names.join("  ")}
        </span>
      </span>
      <span className={clsx("text-small", group.exitCode === 0 ? "text-ink-3" : "font-medium text-bad")}>
        {group.exitCode === null ? <State state={group.state} /> : `${logs("exitCode")} ${group.exitCode}`}
      </span>
    </button>
  );
}

function GroupActions({ run, group, ended }: { run: TaskLog; group: Group; ended: boolean }) {
  const t = useTranslations("groups");
  const rerun = useTranslations("rerun");
  const copy = async () => {
    await copyText(group.hosts.map((host) => host.address).join("\n"));
    toast.success(t("copied", { count: group.count }));
  };
  return (
    <>
      <b className="font-semibold">{t("these", { count: group.count })}</b>
      <span className="ml-auto flex gap-2">
        <Button look="quiet" small onClick={() => void copy()}>
          <Copy size={14} strokeWidth={1.75} aria-hidden="true" /> {t("copy", { count: group.count })}
        </Button>
        {ended && (
          <Rerun
            run={run}
            scope="all"
            count={group.count}
            names={group.hosts.map((host) => host.hostName)}
            targetLogIds={group.hosts.map((host) => host.targetLogId)}
            label={rerun("these", { count: group.count })}
            look="quiet"
            small
          />
        )}
      </span>
    </>
  );
}
