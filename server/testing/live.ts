import { eq, sql } from "drizzle-orm";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { notify } from "../db/notify.ts";
import { targetLog, targetOutput } from "../db/tables/target-log.ts";
import type { TestContext, TestWorld } from "./context.ts";
import { endTargets, makeRun, makeWorker } from "./factories.ts";

/** A run that a worker has in hand, as far as its rows say, with one target. */
export class PlayedRun {
  readonly #world: TestWorld;
  readonly #tenantId: number;
  readonly taskLogId: number;
  readonly targetLogId: number;

  constructor(world: TestWorld, tenantId: number, ids: { taskLogId: number; targetLogId: number }) {
    this.#world = world;
    this.#tenantId = tenantId;
    this.taskLogId = ids.taskLogId;
    this.targetLogId = ids.targetLogId;
  }

  /** Starts one that runs. */
  static async begin(world: TestWorld, person: TestContext): Promise<PlayedRun> {
    const { taskLogId, targetLogIds } = await makeRun(person);
    const [targetLogId = 0] = targetLogIds;
    const workerId = await makeWorker(world);
    await inTenant(asSystem(world.database), (tx) =>
      tx
        .update(targetLog)
        .set({ state: "running", workerId, connectingAt: sql`now()`, startedAt: sql`now()` })
        .where(eq(targetLog.id, targetLogId)),
    );
    return new PlayedRun(world, person.tenantId, { taskLogId, targetLogId });
  }

  /** Writes numbered lines, one a row, and tells of them as a worker does. */
  async write(from: number, count: number): Promise<void> {
    const rows = Array.from({ length: count }, (_, i) => ({
      tenantId: this.#tenantId,
      targetLogId: this.targetLogId,
      sequence: from + i,
      stream: "stdout" as const,
      bytes: Buffer.from(lineOf(from + i)),
      offset: (from + i - 1) * lineOf(1).length,
      lines: 1,
    }));
    await inTenant(asSystem(this.#world.database), async (tx) => {
      await tx.insert(targetOutput).values(rows);
      await notify(tx, "hostrun_task_log", [this.taskLogId]);
    });
  }

  /** Its target fails with exit code 3, and the run with it. */
  async end(): Promise<void> {
    const end = { state: "failed", reason: "exit_code", exitCode: 3 } as const;
    await endTargets(this.#world, this.taskLogId, new Map([[this.targetLogId, end]]));
    await this.tell();
  }

  /** Says that something changed. */
  tell(): Promise<void> {
    return inTenant(asSystem(this.#world.database), (tx) => notify(tx, "hostrun_task_log", [this.taskLogId]));
  }
}

function lineOf(number: number): string {
  return `line ${String(number).padStart(6, "0")}\n`;
}

/** The first lines that a played run writes. */
export function playedLines(count: number): string[] {
  return Array.from({ length: count }, (_, i) => lineOf(i + 1));
}

/** One message of an event stream. */
export interface StreamMessage {
  event: string;
  id: string | null;
  /** As JSON says it; null for what is none. */
  data: Record<string, unknown> | null;
}

/** The messages of a stream as they come, until it ends. */
export async function* messagesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<StreamMessage, void> {
  let buffered = "";
  const decoder = new TextDecoder();
  for await (const part of body) {
    buffered += decoder.decode(part, { stream: true });
    const texts = buffered.split("\n\n");
    buffered = texts.pop() ?? "";
    for (const text of texts) if (!text.startsWith(":")) yield messageOf(text);
  }
}

function messageOf(text: string): StreamMessage {
  const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, "m").exec(text)?.[1];
  const data = field("data");
  return {
    event: field("event") ?? "message",
    id: field("id") ?? null,
    data: data === undefined || data === "" ? null : JSON.parse(data),
  };
}

/** The output in a stream's messages. */
export function textsOf(messages: StreamMessage[]): string[] {
  return messages.flatMap(({ data }) => (data?.type === "chunk" ? [String(data.text)] : []));
}
