import { createHash, type Hash } from "node:crypto";
import { and, asc, eq, gt, isNotNull, sql } from "drizzle-orm";
import { requireScope, type ServiceContext } from "../access.ts";
import { inTenant, visible } from "../db/in-tenant.ts";
import { targetLog, targetOutput } from "../db/tables/target-log.ts";
import { foldLine } from "../domain/fold-output.ts";
import type { TaskLogGroupsInput } from "./input.ts";
import { ownRunOutput } from "./load.ts";
import type { TaskLogGroups } from "./output.ts";

type Stream = "stdout" | "stderr";
type Group = TaskLogGroups["groups"][number];

/** So many kinds are told of, the biggest; the others are counted. */
const groupsAtMost = 200;
/** Rows of output that are read at once, and what they may hold together. */
const rowsAtOnce = 1_000;
const bytesAtOnce = 4 * 1_048_576;
/** The most of one line that is held; what lies behind it is folded by itself. */
const longestLine = 65_536;

/**
 * Ended targets of a run by what came of them, biggest group first. Streams are told apart before they are compared,
 * since how they mix is chance. What is held is one hash a target, however much they wrote.
 */
export async function groupTargets(ctx: ServiceContext, input: TaskLogGroupsInput): Promise<TaskLogGroups> {
  requireScope(ctx, "read");
  const hosts = await endedHosts(ctx, input.id);
  const streams = streamsOf[input.by];
  const prints = new Map(hosts.map((host) => [host.targetLogId, new Print(host, streams, input.exact)]));
  if (streams.length > 0) {
    for await (const row of outputOf(ctx, input.id)) prints.get(row.targetLogId)?.add(row.stream, row.bytes);
  }
  const groups = new Map<string, Group>();
  for (const host of hosts) {
    const { targetLogId, hostName, address, state, reason, exitCode, lastLine } = host;
    const key = `${state} ${reason} ${exitCode} ${prints.get(targetLogId)?.end() ?? ""}`;
    const group = groups.get(key) ?? { state, reason, exitCode, lastLine, count: 0, hosts: [] };
    group.count++;
    group.hosts.push({ targetLogId, hostName, address });
    groups.set(key, group);
  }
  const ordered = [...groups.values()].sort((a, b) => b.count - a.count || firstId(a) - firstId(b));
  return { groups: ordered.slice(0, groupsAtMost), kinds: ordered.length, hosts: hosts.length };
}

function firstId({ hosts }: Group): number {
  return hosts[0]?.targetLogId ?? 0;
}

const streamsOf: Record<TaskLogGroupsInput["by"], Stream[]> = {
  output: ["stdout", "stderr"],
  stdout: ["stdout"],
  stderr: ["stderr"],
  exit: [],
};

type Host = Awaited<ReturnType<typeof endedHosts>>[number];

function endedHosts(ctx: ServiceContext, id: number) {
  return inTenant(ctx, async (tx) => {
    const { tenantId } = await ownRunOutput(tx, ctx, id);
    return tx
      .select({
        targetLogId: targetLog.id,
        hostId: targetLog.hostId,
        hostName: targetLog.hostName,
        address: targetLog.address,
        state: targetLog.state,
        reason: targetLog.reason,
        exitCode: targetLog.exitCode,
        lastLine: targetLog.lastLine,
        dropped: sql<number>`${targetLog.stdoutDroppedBytes} + ${targetLog.stderrDroppedBytes}`,
      })
      .from(targetLog)
      .where(and(eq(targetLog.tenantId, tenantId), eq(targetLog.taskLogId, id), isNotNull(targetLog.endedAt)))
      .orderBy(asc(targetLog.id));
  });
}

/** All stored output of a run's ended targets, a bounded page at a time, each in a short transaction of its own. */
async function* outputOf(ctx: ServiceContext, id: number) {
  for (let at = { targetLogId: 0, sequence: 0 }; ; ) {
    const from = at;
    const rows = await inTenant(ctx, (tx) => {
      const size = sql<number>`octet_length(${targetOutput.bytes})`;
      const paged = tx.$with("paged").as(
        tx
          .select({
            targetLogId: sql<number>`${targetOutput.targetLogId}`.as("paged_log"),
            sequence: sql<number>`${targetOutput.sequence}`.as("paged_sequence"),
            before:
              sql<number>`coalesce(sum(${size}) over (order by ${targetOutput.targetLogId}, ${targetOutput.sequence}
              rows between unbounded preceding and 1 preceding), 0)`.as("before"),
          })
          .from(targetOutput)
          .innerJoin(
            targetLog,
            and(eq(targetLog.tenantId, targetOutput.tenantId), eq(targetLog.id, targetOutput.targetLogId)),
          )
          .where(
            and(
              eq(targetLog.taskLogId, id),
              visible(ctx, targetLog.tenantId),
              isNotNull(targetLog.endedAt),
              gt(
                sql`(${targetOutput.targetLogId}, ${targetOutput.sequence})`,
                sql`(${from.targetLogId}::int8, ${from.sequence}::int4)`,
              ),
            ),
          )
          .orderBy(asc(targetOutput.targetLogId), asc(targetOutput.sequence))
          .limit(rowsAtOnce),
      );
      return tx
        .with(paged)
        .select({
          targetLogId: targetOutput.targetLogId,
          sequence: targetOutput.sequence,
          stream: targetOutput.stream,
          bytes: targetOutput.bytes,
        })
        .from(targetOutput)
        .innerJoin(
          paged,
          and(eq(paged.targetLogId, targetOutput.targetLogId), eq(paged.sequence, targetOutput.sequence)),
        )
        .where(sql`${paged.before} < ${bytesAtOnce}`)
        .orderBy(asc(targetOutput.targetLogId), asc(targetOutput.sequence));
    });
    const last = rows.at(-1);
    if (last === undefined) return;
    yield* rows;
    at = last;
  }
}

/** What tells one result from another: a hash of each stream, of its bytes or of its folded lines. */
class Print {
  readonly #streams: Map<Stream, Hash | FoldedHash>;
  readonly #dropped: number;

  constructor(host: Host, streams: Stream[], exact: boolean) {
    // Names of digits alone are folded as numbers are, and short ones stand in words.
    const named = [host.hostName, host.hostId].filter((name) => /\p{L}/u.test(name) && name.length > 2);
    const names = named.sort((a, b) => b.length - a.length);
    this.#dropped = exact ? host.dropped : Math.min(1, host.dropped);
    this.#streams = new Map(
      streams.map((stream) => [stream, exact ? createHash("sha256") : new FoldedHash(names)]),
    );
  }

  add(stream: Stream, bytes: Buffer): void {
    this.#streams.get(stream)?.update(bytes);
  }

  end(): string {
    const digests = [...this.#streams.values()].map((hash) => hash.digest("hex"));
    return [this.#dropped, ...digests].join(" ");
  }
}

class FoldedHash {
  readonly #hash = createHash("sha256");
  readonly #names: string[];
  #open = "";

  constructor(names: string[]) {
    this.#names = names;
  }

  update(bytes: Buffer): void {
    const lines = (this.#open + bytes.toString("utf8")).split("\n");
    this.#open = lines.pop() ?? "";
    for (const line of lines) this.#add(line);
    if (this.#open.length <= longestLine) return;
    this.#add(this.#open);
    this.#open = "";
  }

  digest(encoding: "hex"): string {
    if (this.#open !== "") this.#add(this.#open);
    return this.#hash.digest(encoding);
  }

  #add(line: string): void {
    this.#hash.update(`${foldLine(line, this.#names)}\n`);
  }
}
