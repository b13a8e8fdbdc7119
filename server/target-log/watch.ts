import { requireScope, type ServiceContext } from "../access.ts";
import { inTenant } from "../db/in-tenant.ts";
import { Changes } from "../live/changes.ts";
import type { Live } from "../live/live.ts";
import type { Chunk, OutputEvent } from "./chunk-output.ts";
import type { TargetLogWatchInput } from "./input.ts";
import { ownOutput } from "./load.ts";
import type { TargetLogEvent } from "./output.ts";
import type { Place } from "./place.ts";
import { readPlaced } from "./service.ts";

/** Chunks read at once. */
const pageChunks = 500;

/** An event with the mark to resume after it. */
export interface Marked<E> {
  mark: string;
  event: E;
}

/** One target's output as it comes, both streams in one sequence, then its end. */
export async function* watchTargetLog(
  ctx: ServiceContext,
  live: Live,
  input: TargetLogWatchInput,
  signal: AbortSignal | undefined,
): AsyncGenerator<Marked<TargetLogEvent>, void> {
  requireScope(ctx, "read");
  const { taskLogId } = await inTenant(ctx, (tx) => ownOutput(tx, ctx, input.id));
  const changes = new Changes(live, taskLogId, signal);
  const reader = new OutputReader(ctx, input.id, resumeAfter(input));
  try {
    while (await changes.next()) {
      for await (const event of reader.read(changes)) yield { mark: String(reader.after), event };
      if (!reader.ended) continue;
      const { state, reason, exitCode, endedAt } = await inTenant(ctx, (tx) => ownOutput(tx, ctx, input.id));
      return yield { mark: String(reader.after), event: { type: "end", state, reason, exitCode, endedAt } };
    }
  } finally {
    changes.close();
  }
}

/** Where to go on: after what a reconnecting viewer had last, else where they asked. */
export function resumeAfter({ after, lastEventId = "" }: { after: number; lastEventId?: string }): number {
  const mark = /^\d{1,15}/.exec(lastEventId)?.[0];
  return mark === undefined ? after : Number(mark);
}

/** Reads one target's output on and on, each chunk once. */
export class OutputReader {
  readonly #ctx: ServiceContext;
  readonly #id: number;
  #place: Place | null = null;
  after: number;
  /** Everything was read that there will be. */
  ended = false;

  constructor(ctx: ServiceContext, id: number, after: number) {
    this.#ctx = ctx;
    this.#id = id;
    this.after = after;
  }

  /**
   * All that is there now, in pages, so that much output is never in memory at once. Ends early where the stream
   * may not go on: a slow viewer may take long for what there is.
   */
  async *read(changes: Pick<Changes, "mayGoOn">): AsyncGenerator<OutputEvent, void> {
    for (let more = true; more; ) {
      const { page, place } = await readPlaced(
        this.#ctx,
        { id: this.#id, after: this.after, limit: pageChunks },
        this.#place ?? undefined,
      );
      // Known again only when all of the page was told.
      this.#place = null;
      for (const chunk of page.chunks) {
        if (!(await changes.mayGoOn())) return;
        // A cut stands before its chunk: whoever resumes after it alone still wants that chunk.
        if ("text" in chunk) this.after = chunk.seq;
        yield outputEvent(chunk);
      }
      this.#place = place;
      more = page.more;
      this.ended = page.ended && !page.more;
    }
  }
}

function outputEvent(chunk: Chunk): OutputEvent {
  return "text" in chunk ? { type: "chunk", ...chunk } : { type: "cut", ...chunk };
}
