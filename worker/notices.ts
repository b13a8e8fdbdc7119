import { logger } from "../server/logger.ts";
import { clearOldNotices } from "../server/notice/clear-old.ts";
import { findOverdue } from "../server/notice/delivery.ts";
import { type DeliverDeps, deliverNotice } from "../server/notice/execution.ts";
import { spreadNotice } from "../server/notice/spread.ts";

/** Between two looks for what no job has brought. */
const lookEveryMs = 3_000;
/** Between two passes that take away old ones. */
const clearEveryMs = 10 * 60_000;

/** Brings notices to their channels: by jobs, and, should one get lost with its worker, by looking for what is due. */
export class Notices {
  readonly #deps: () => DeliverDeps;
  readonly #inHand = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;
  #clearedAt = Number.NEGATIVE_INFINITY;

  /** @param deps asked each time: a worker may be registered anew */
  constructor(deps: () => DeliverDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#timer = setTimeout(() => void this.#look(), lookEveryMs);
  }

  spread(noticeId: number): Promise<void> {
    return this.#hold(spreadNotice(this.#deps(), noticeId));
  }

  deliver(deliveryId: number): Promise<void> {
    return this.#hold(deliverNotice(this.#deps(), deliveryId));
  }

  /** Takes up nothing more, and waits for what is on its way: calls are bounded in time. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await Promise.allSettled(this.#inHand);
  }

  async #hold(work: Promise<void>): Promise<void> {
    this.#inHand.add(work);
    try {
      await work;
    } finally {
      this.#inHand.delete(work);
    }
  }

  async #clear(): Promise<void> {
    if (performance.now() - this.#clearedAt < clearEveryMs) return;
    this.#clearedAt = performance.now();
    await clearOldNotices(this.#deps().database);
  }

  async #look(): Promise<void> {
    try {
      await this.#clear();
      const { noticeIds, deliveryIds } = await findOverdue(this.#deps().database);
      const spread = noticeIds.map((id) => this.spread(id));
      await Promise.all([...spread, ...deliveryIds.map((id) => this.deliver(id))]);
    } catch (error) {
      logger.warn({ err: error }, "could not look for notices that are due");
    }
    if (!this.#stopped) this.start();
  }
}
