"use client";

import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTRPC } from "../../_trpc/client.tsx";

export type Narrowing = "taskLogs" | "hosts" | "actions";

/** Typing rests this long before anything is asked. */
const restMs = 120;
/** So many of each kind are shown; the rest is counted. */
const shown = 4;

/** All kinds of things with these words in their name, or this number as their id; asked in one request. */
export function usePaletteSearch(typed: string, only: Narrowing | null) {
  const trpc = useTRPC();
  const search = useRested(typed);
  const asks = (kind: Narrowing | "plain") =>
    only === null
      ? kind === "taskLogs" || search !== ""
      : only === kind && (kind !== "hosts" || search !== "");
  const input = (kind: Narrowing | "plain") => (asks(kind) ? { search, pageSize: shown } : skipToken);
  const kept = { placeholderData: keepPreviousData };
  const taskLogs = useQuery(trpc.taskLog.list.queryOptions(input("taskLogs"), kept));
  const tasks = useQuery(trpc.task.list.queryOptions(input("plain"), kept));
  const scripts = useQuery(trpc.script.list.queryOptions(input("plain"), kept));
  const targets = useQuery(trpc.target.list.queryOptions(input("hosts"), kept));
  const proxies = useQuery(trpc.proxy.list.queryOptions(input("hosts"), kept));
  const all = [taskLogs, tasks, scripts, targets, proxies];
  const found = {
    taskLogs: asks("taskLogs") ? taskLogs.data : undefined,
    tasks: asks("plain") ? tasks.data : undefined,
    scripts: asks("plain") ? scripts.data : undefined,
    targets: asks("hosts") ? targets.data : undefined,
    proxies: asks("hosts") ? proxies.data : undefined,
  };
  return {
    ...found,
    /** Where what is shown leads, in the order in which it stands. */
    addresses: [
      ...addresses("/task-logs", found.taskLogs),
      ...addresses("/tasks", found.tasks),
      ...addresses("/scripts", found.scripts),
      ...addresses("/targets", found.targets),
      ...addresses("/proxies", found.proxies),
    ],
    total: Object.values(found).reduce((sum, list) => sum + (list?.total ?? 0), 0),
    pending: search !== typed || all.some(({ isFetching }) => isFetching),
    failed: all.some(({ isError }) => isError),
  };
}

function addresses(list: string, found: { items: { id: number }[] } | undefined): string[] {
  return found?.items.map(({ id }) => `${list}/${id}`) ?? [];
}

export type PaletteFound = ReturnType<typeof usePaletteSearch>;

function useRested(typed: string): string {
  const [rested, setRested] = useState(typed);
  useEffect(() => {
    const rest = setTimeout(() => setRested(typed), restMs);
    return () => clearTimeout(rest);
  }, [typed]);
  return rested;
}
