import type { TargetLogReason, TerminalTargetLogState } from "../domain/target-log-state.ts";
import { claim } from "../run/claim.ts";
import { type End, recordEnds } from "../run/end.ts";
import type { OutputWrite } from "../run/record.ts";
import type { TestContext, TestWorld } from "./context.ts";
import { makeWorker } from "./factories.ts";

/** How one host of a run ends. */
export interface HostEnd {
  state: TerminalTargetLogState;
  reason?: TargetLogReason;
  exitCode?: number;
  signal?: string;
  stdout?: string;
  /** In as many rows as there are parts. */
  stderr?: string[];
}

/** Runs a task to its end as a worker does, with the test's word for how each host ended, in their order. */
export async function runToEnd(
  world: TestWorld,
  { api, tenantId }: TestContext,
  taskId: number,
  ends: HostEnd[],
): Promise<number> {
  const { taskLogId } = await api.task.run({ id: taskId });
  await endRunningTask(world, tenantId, taskLogId, ends);
  return taskLogId;
}

/** The same for a run that was started already. */
export async function endRunningTask(
  world: TestWorld,
  tenantId: number,
  taskLogId: number,
  ends: HostEnd[],
): Promise<void> {
  const workerId = await makeWorker(world);
  let done = 0;
  while (done < ends.length) {
    const [claimed] = await claim(world, { id: workerId, freeSlots: ends.length }, [taskLogId]);
    if (claimed === undefined) throw new Error("the run has fewer hosts than were to end");
    const written = claimed.claims.map((owned, index) => endOf(owned, tenantId, ends[done + index]));
    await recordEnds(world, workerId, written);
    done += written.length;
  }
}

/** A host's end as its worker writes it. */
export function endOf(owned: End["owned"], tenantId: number, given: HostEnd = { state: "succeeded" }): End {
  const { state, reason = null, exitCode = state === "succeeded" ? 0 : null, signal = null } = given;
  const facts = { detail: null, outputComplete: true, connectMs: 5, down: null, started: null };
  return { owned, state, reason, exitCode, signal, ...facts, output: outputOf(owned, tenantId, given) };
}

function outputOf(
  owned: End["owned"],
  tenantId: number,
  { stdout, stderr = [] }: HostEnd,
): OutputWrite | null {
  const parts = [
    ...(stdout === undefined ? [] : [{ stream: "stdout" as const, text: stdout }]),
    ...stderr.map((text) => ({ stream: "stderr" as const, text })),
  ];
  if (parts.length === 0) return null;
  const rows = parts.map(({ stream, text }, index) => ({
    sequence: index + 1,
    stream,
    bytes: Buffer.from(text),
    offset: 0,
    lines: text.split("\n").length - 1,
  }));
  const dropped = {
    stdoutDroppedBytes: 0,
    stderrDroppedBytes: 0,
    stdoutDroppedLines: 0,
    stderrDroppedLines: 0,
  };
  const totals = {
    stdoutBytes: Buffer.byteLength(stdout ?? ""),
    stderrBytes: Buffer.byteLength(stderr.join("")),
    ...dropped,
    lastLine: parts.at(-1)?.text.trim() ?? null,
    lastSequence: rows.length,
  };
  return { owned, tenantId, rows, cut: [], totals };
}
