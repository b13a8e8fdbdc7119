"use client";

import { skipToken } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useEffect, useRef, useState } from "react";
import type { TargetLogItem, TaskLog, TaskLogEvent } from "../../../../server/task-log/output.ts";
import { useTRPC } from "../../../_trpc/client.tsx";
import { useShownPage } from "./use-shown-page.ts";

type Run = Pick<
  TaskLog,
  "state" | "counts" | "startedAt" | "endedAt" | "cancelRequestedAt" | "waitsForProxies"
>;
type OutputEvent = TaskLogEvent & { type: "chunk" | "cut" };

/** How what is shown is kept up: by the stream, by nothing while the page is hidden, or no more, since all has ended. */
export type LiveState = "live" | "connecting" | "hidden" | "ended";

/**
 * A run and its hosts as they are now: what the page came with, kept up by one stream until the run's end. A page
 * that is hidden lets go of the stream after a while, and goes on after what it had when it is seen again.
 */
export function useTaskLog(
  run: TaskLog,
  hosts: TargetLogItem[],
  also?: {
    targetLogId: number;
    after: number;
    onOutput: (events: OutputEvent[]) => void;
  },
) {
  const trpc = useTRPC();
  const [now, setNow] = useState<Run>(run);
  const [targets, setTargets] = useState(() => new Map(hosts.map((host) => [host.targetLogId, host])));
  const [ended, setEnded] = useState(run.endedAt !== null);
  const [known] = useState(() => markOf(hosts, also?.after ?? 0));
  const mark = useRef(known);
  const takeOutput = useBatched(nextFrame, (told: OutputEvent[]) => also?.onOutput(told));
  const takeState = useBatched(halfSecond, (told: TaskLogEvent[]) => {
    const changed: TargetLogItem[] = [];
    for (const event of told) {
      if (event.type === "target") changed.push(event.target);
      else if (event.type === "counts") setNow((known) => ({ ...known, counts: event.counts }));
      else if (event.type === "end") setEnded(true);
      else if (event.type === "waits")
        setNow((known) => ({ ...known, waitsForProxies: event.waitsForProxies }));
      else if (event.type === "state") {
        const { type: _, ...state } = event;
        setNow((known) => ({ ...known, ...state }));
      }
    }
    if (changed.length > 0) {
      setTargets((known) => new Map([...known, ...changed.map((host) => [host.targetLogId, host] as const)]));
    }
  });
  const take = (event: TaskLogEvent, at: string) => {
    // What waits to be drawn is not lost: whoever resumes need not be told it again.
    mark.current = at;
    if (event.type === "chunk" || event.type === "cut") takeOutput(event);
    else takeState(event);
  };
  const shown = useShownPage();
  // What a stream begins with is fixed when it is opened: another input would open it anew.
  const [begin, setBegin] = useState<{ lastEventId?: string }>({ lastEventId: known });
  useEffect(() => {
    if (!shown) setBegin({ lastEventId: mark.current });
  }, [shown]);
  const input = { id: run.id, targetLogId: also?.targetLogId, after: also?.after, ...begin };
  const stream = useSubscription(
    trpc.taskLog.watch.subscriptionOptions(shown && !ended ? input : skipToken, {
      onData: ({ id, data }) => take(data, id),
    }),
  );
  const live: LiveState = ended
    ? "ended"
    : shown
      ? stream.status === "pending"
        ? "live"
        : "connecting"
      : "hidden";
  return { run: { ...run, ...now }, targets: [...targets.values()], live };
}

/**
 * Where the stream goes on from what the page came with: a browser may take long to get there, in a tab that nobody
 * looks at for hours. Undefined where no host had ended: all ends are told then.
 */
function markOf(hosts: TargetLogItem[], after: number): string | undefined {
  const ends = hosts.flatMap(({ endedAt }) => (endedAt === null ? [] : [Date.parse(endedAt)]));
  return ends.length === 0 ? undefined : `${after}-${Math.max(...ends)}`;
}

type Flush = () => void;

/** A hidden page has no frames. */
function nextFrame(flush: Flush): void {
  if (document.hidden) setTimeout(flush, 100);
  else requestAnimationFrame(flush);
}

/** Counts that change more often than this cannot be read, and hundreds of hosts would be drawn in vain. */
function halfSecond(flush: Flush): void {
  setTimeout(flush, 500);
}

/** Gathers what comes meanwhile, so that a flood costs one drawing each. */
function useBatched<T>(later: (flush: Flush) => void, take: (items: T[]) => void): (item: T) => void {
  const waiting = useRef<T[]>([]);
  const latest = useRef(take);
  useEffect(() => {
    latest.current = take;
  });
  return (item) => {
    waiting.current.push(item);
    if (waiting.current.length === 1) later(() => latest.current(waiting.current.splice(0)));
  };
}
