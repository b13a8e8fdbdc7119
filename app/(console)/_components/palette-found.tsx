"use client";

import clsx from "clsx";
import { ListChecks, SquareCode, Waypoints } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { TargetItem } from "../../../server/target/output.ts";
import type { TaskLogItem } from "../../../server/task-log/output.ts";
import { CommandGroup, CommandItem } from "../../_ui/command.tsx";
import { ConnectionState } from "../../_ui/connection-state.tsx";
import { Marked } from "../../_ui/marked.tsx";
import { Elapsed, Moment } from "../../_ui/moment.tsx";
import { State } from "../../_ui/state.tsx";
import { endedOf } from "./ended-of.ts";
import type { PaletteFound } from "./use-palette-search.ts";

/** What was found, by kind, each with how many there are. */
export function Found({
  found,
  search,
  choose,
}: {
  found: PaletteFound;
  search: string;
  choose: (value: string) => void;
}) {
  const t = useTranslations("palette");
  const tTasks = useTranslations("tasks");
  const item = (href: string, children: ReactNode) => (
    <CommandItem key={href} value={href} onSelect={choose}>
      {children}
    </CommandItem>
  );
  const name = (text: string) => (
    <span className="truncate">
      <Marked text={text} search={search} />
    </span>
  );
  return (
    <>
      <Kind name={search === "" ? "latest" : "taskLogs"} list={found.taskLogs}>
        {(run) => item(`/task-logs/${run.id}`, <Run run={run} search={search} />)}
      </Kind>
      <Kind name="tasks" list={found.tasks}>
        {(task) =>
          item(
            `/tasks/${task.id}`,
            <>
              <ListChecks size={14} strokeWidth={1.75} className="text-ink-2" aria-hidden="true" />
              {name(task.name)} <Aside>{tTasks(`types.${task.type}`)}</Aside>
            </>,
          )
        }
      </Kind>
      <Kind name="scripts" list={found.scripts}>
        {(script) =>
          item(
            `/scripts/${script.id}`,
            <>
              <SquareCode size={14} strokeWidth={1.75} className="text-ink-2" aria-hidden="true" />
              {name(script.name)} <Aside>{`v${script.currentVersion}`}</Aside>
            </>,
          )
        }
      </Kind>
      <Kind name="targets" list={found.targets}>
        {(target) =>
          item(
            `/targets/${target.id}`,
            <>
              {name(target.name)}
              <Aside mono>
                <Marked text={target.ssh.address} search={search} />
              </Aside>
              <Aside>{placeOf(target, (proxy) => t("through", { proxy }))}</Aside>
              <span className="ml-auto text-small">
                <ConnectionState status={target.status} />
              </span>
            </>,
          )
        }
      </Kind>
      <Kind name="proxies" list={found.proxies}>
        {(proxy) =>
          item(
            `/proxies/${proxy.id}`,
            <>
              <Waypoints size={14} strokeWidth={1.75} className="text-ink-2" aria-hidden="true" />
              {name(proxy.name)}
              <Aside mono>
                <Marked text={proxy.ssh.address} search={search} />
              </Aside>
              <span className="ml-auto text-small">
                <ConnectionState status={proxy.status} />
              </span>
            </>,
          )
        }
      </Kind>
    </>
  );
}

interface Counted<T> {
  items: T[];
  total: number;
  totalCapped: boolean;
}

function Kind<T>({
  name,
  list,
  children,
}: {
  name: "taskLogs" | "latest" | "tasks" | "scripts" | "targets" | "proxies";
  list: Counted<T> | undefined;
  children: (item: T) => ReactNode;
}) {
  const t = useTranslations("palette");
  if (list === undefined || list.items.length === 0) return null;
  const { items, total, totalCapped } = list;
  const count =
    items.length < total ? t("someOf", { shown: items.length, total, capped: String(totalCapped) }) : total;
  return (
    <CommandGroup
      heading={
        <>
          {t(name)} <span className="ml-1 text-ink-3">{name !== "latest" && count}</span>
        </>
      }
    >
      {items.map(children)}
    </CommandGroup>
  );
}

function Run({ run, search }: { run: TaskLogItem; search: string }) {
  const t = useTranslations("palette");
  const { counts, state } = run;
  return (
    <>
      <span className="w-28 shrink-0 text-small">
        <State state={state} />
      </span>
      <span className="font-mono text-ink-2 text-small">
        <Marked text={`#${run.id}`} search={search} />
      </span>
      <span className="truncate">
        <Marked text={run.taskName} search={search} />
      </span>
      <Aside>{t("hostsDone", { done: endedOf(counts), count: counts.total })}</Aside>
      <span className="ml-auto shrink-0 text-ink-2 text-small">
        {run.endedAt === null ? <Elapsed from={run.startedAt} to={null} /> : <Moment at={run.endedAt} />}
      </span>
    </>
  );
}

function placeOf({ cloudPool, region, ssh }: TargetItem, through: (proxy: string) => string): string {
  const place = [cloudPool, region].filter(Boolean).join(" ");
  return [place, ssh.proxyName === null ? "" : through(ssh.proxyName)].filter(Boolean).join(" ");
}

function Aside({ mono, children }: { mono?: boolean; children: ReactNode }) {
  return <span className={clsx("truncate text-ink-2 text-small", mono && "font-mono")}>{children}</span>;
}
