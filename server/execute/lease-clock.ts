/** Past this part of its lease a worker renews before it sends anything. */
const trustedPart = 0.8;

/**
 * A worker's own idea of its lease, counted from the moment at which a renewal was asked for: it can only be
 * shorter than what the database grants. Uses a clock that never jumps.
 */
export class LeaseClock {
  readonly #leaseMs: number;
  readonly #renew: () => Promise<boolean>;
  #renewedAt = Number.NEGATIVE_INFINITY;

  /** @param renew renews in the database; false when this worker was declared dead, throws when it is away */
  constructor(leaseSeconds: number, renew: () => Promise<boolean>) {
    this.#leaseMs = leaseSeconds * 1000;
    this.#renew = renew;
  }

  /** Renews; answers whether this worker is still alive in the database's eyes. */
  async renew(): Promise<boolean> {
    const askedAt = performance.now();
    const alive = await this.#renew();
    if (alive) this.#renewedAt = askedAt;
    return alive;
  }

  /** Whether nobody can have declared this worker dead yet, with a margin. */
  fresh(): boolean {
    return performance.now() - this.#renewedAt < this.#leaseMs * trustedPart;
  }

  /** Fresh, if need be by renewing now. */
  async ensureFresh(): Promise<boolean> {
    if (this.fresh()) return true;
    return this.renew().catch(() => false);
  }
}
