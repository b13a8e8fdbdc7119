"use client";

import { skipToken } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useState } from "react";
import type { TargetLogItem, TaskLog, TaskLogEvent } from "../../../../server/task-log/output.ts";
import { useTRPC } from "../../../_trpc/client.tsx";

type Run = Pick<TaskLog, "state" | "counts" | "startedAt" | "endedAt" | "cancelRequestedAt">;

/** A run and its hosts as they are now: what the page came with, kept up by one stream until the run's end. */
export function useTaskLog(
  run: TaskLog,
  hosts: TargetLogItem[],
  also?: {
    targetLogId: number;
    after: number;
    onOutput: (event: TaskLogEvent & { type: "chunk" | "cut" }) => void;
  },
) {
  const trpc = useTRPC();
  const [now, setNow] = useState<Run>(run);
  const [targets, setTargets] = useState(() => new Map(hosts.map((host) => [host.targetLogId, host])));
  const hear = (event: TaskLogEvent) => {
    if (event.type === "chunk" || event.type === "cut") also?.onOutput(event);
    else if (event.type === "counts") setNow((known) => ({ ...known, counts: event.counts }));
    else if (event.type === "target")
      setTargets((known) => new Map(known).set(event.target.targetLogId, event.target));
    else if (event.type === "state") {
      const { type: _, ...changed } = event;
      setNow((known) => ({ ...known, ...changed }));
    }
  };
  const input = { id: run.id, targetLogId: also?.targetLogId, after: also?.after };
  const wanted = run.endedAt === null || also !== undefined;
  const stream = useSubscription(
    trpc.taskLog.watch.subscriptionOptions(wanted ? input : skipToken, { onData: ({ data }) => hear(data) }),
  );
  return { run: { ...run, ...now }, targets: [...targets.values()], status: stream.status };
}
