import { sql } from "drizzle-orm";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { logger } from "../logger.ts";
import { type FireDeps, fireTogether } from "./fire-due.ts";

/** Moments that one look takes up. */
const lookSize = 200;
/** Of those, how many transactions at once: a worker's other work needs connections too. */
const atOnce = 3;
/** Of these, how many in one transaction: whoever waits for one of their tasks waits for all of them. */
const together = 50;
/** Between two looks: while something is planned, and else. A change of a schedule wakes at once. */
const pauseMs = { least: 2, most: 1_000, idle: 30_000 };

/** Looks for planned moments that have come, again and again. Any number of workers do, and each moment fires once. */
export class DueScan {
  readonly #deps: FireDeps;
  #timer: NodeJS.Timeout | null = null;
  #looking: Promise<void> = Promise.resolve();
  #stopped = false;
  #again = false;
  #busy = false;

  constructor(deps: FireDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.wake();
  }

  /** Looks at once: a schedule was changed. */
  wake(): void {
    if (this.#stopped) return;
    if (this.#busy) {
      this.#again = true;
      return;
    }
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#looking = this.#look();
  }

  /** Takes up nothing more, and waits for what is in hand. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#looking;
  }

  async #look(): Promise<void> {
    this.#busy = true;
    let waitMs = pauseMs.most;
    try {
      do {
        this.#again = false;
        waitMs = await fireAllDue(this.#deps, { stopped: () => this.#stopped });
      } while (this.#again && !this.#stopped);
    } catch (error) {
      logger.warn({ err: error }, "could not look for planned moments that have come");
    }
    this.#busy = false;
    if (!this.#stopped) this.#timer = setTimeout(() => this.wake(), waitMs);
  }
}

/**
 * Fires every moment that has come. Answers for how many milliseconds there is nothing to do.
 *
 * @param options.at in place of the database's clock, for tests
 */
export async function fireAllDue(
  deps: FireDeps,
  { at, stopped = () => false }: { at?: Date; stopped?: () => boolean } = {},
): Promise<number> {
  for (;;) {
    const { due, nextMs } = await lookForDue(deps, at);
    if (due.length === 0 || stopped()) return nextMs;
    const fired = await fireSeveral(deps, due, at);
    // What others have in hand is theirs; what failed is tried again at the next look.
    if (fired === 0) return Math.min(nextMs, pauseMs.most);
  }
}

interface DueTask extends Record<string, unknown> {
  id: number;
  fire_at: string;
}

/** One look into the index of planned moments, whatever the number of tasks. */
function lookForDue(deps: FireDeps, at: Date | undefined): Promise<{ due: DueTask[]; nextMs: number }> {
  return inTenant(asSystem(deps.database), async (tx) => {
    const clock = at === undefined ? sql`clock_timestamp()` : sql`${at.toISOString()}::timestamptz`;
    const soon = await tx.execute<DueTask & { wait_ms: number }>(sql`
      select id, next_fire_at as fire_at, (extract(epoch from next_fire_at - ${clock}) * 1000)::float8 as wait_ms
      from e_script_task where next_fire_at <= ${clock} + interval '1 second'
      order by next_fire_at limit ${lookSize}`);
    const due = soon.rows.filter(({ wait_ms }) => wait_ms <= 0);
    const next = soon.rows[due.length];
    if (next !== undefined) return { due, nextMs: Math.max(pauseMs.least, Math.ceil(next.wait_ms)) };
    const later = await tx.execute(sql`select from e_script_task where next_fire_at is not null limit 1`);
    return { due, nextMs: later.rows.length > 0 ? pauseMs.most : pauseMs.idle };
  });
}

/** Fires some at once, in an order of its own, so that workers that look at the same time share them. */
async function fireSeveral(deps: FireDeps, due: DueTask[], at: Date | undefined): Promise<number> {
  const left = due
    .map(({ id, fire_at }) => ({ taskId: id, fireAt: new Date(fire_at).toISOString(), place: Math.random() }))
    .sort((a, b) => a.place - b.place);
  const size = Math.min(together, Math.ceil(left.length / atOnce));
  let fired = 0;
  const fireSome = async () => {
    while (left.length > 0) fired += await fireTogether(deps, left.splice(0, size), at);
  };
  await Promise.all(Array.from({ length: atOnce }, fireSome));
  return fired;
}
