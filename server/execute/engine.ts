import type { PgBoss } from "pg-boss";
import type { Database } from "../db/client.ts";
import { logger } from "../logger.ts";
import { type Claim, type Claimed, claim } from "../run/claim.ts";
import { giveBack, recordEnds } from "../run/end.ts";
import { findHeldRows, type HeldRow } from "../run/held.ts";
import type { LockedRun } from "../run/lock.ts";
import { findClaimableRuns } from "../run/scan.ts";
import type { LeaseClock } from "./lease-clock.ts";
import { Recorder } from "./recorder.ts";
import { loadRunSpecs, type RunSpec } from "./run-spec.ts";
import { type Attempt, TargetRun } from "./run-target.ts";
import type { OpenSession, Transport } from "./transport.ts";

/** Rows that the database says are ours and memory does not know are believed lost only after this. */
const unknownAfterSeconds = 5;

export interface EngineOptions {
  database: Database;
  boss: PgBoss;
  transport: Transport;
  lease: LeaseClock;
  workerId: number;
  /** Targets in hand at once. */
  slots: number;
}

/**
 * One boot of a worker at work: fills its free slots with targets of claimable runs, and sees each to its end.
 * Its loop is woken by a job, a freed slot, and once a second.
 */
export class Engine {
  readonly #options: EngineOptions;
  readonly #recorder: Recorder;
  readonly #held = new Map<number, TargetRun>();
  readonly #specs = new Map<number, RunSpec>();
  #taking = false;
  #wanted = false;
  #draining = false;
  #reconciling: Promise<void> | null = null;
  #idle: (() => void)[] = [];
  #timer: NodeJS.Timeout | null = null;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#recorder = new Recorder(options, options.workerId, (id) => this.#held.get(id)?.abandon());
  }

  get heldCount(): number {
    return this.#held.size;
  }

  start(): void {
    this.#timer = setInterval(() => this.wake(), 1_000);
    this.wake();
  }

  /** Looks for something to do, now. */
  wake(): void {
    this.#wanted = true;
    if (!this.#taking && !this.#draining) void this.#take();
  }

  /** A stop of a run was asked: ends what this worker holds of it. */
  stopRun(taskLogId: number): void {
    for (const held of this.#held.values()) if (held.claim.taskLogId === taskLogId) held.stop("cancelled");
  }

  /**
   * Compares what the database says this worker holds with what it does hold: after commits whose outcome was
   * not known, and after notifications that were lost.
   */
  reconcile(): Promise<void> {
    this.#reconciling ??= this.#reconcile().finally(() => {
      this.#reconciling = null;
    });
    return this.#reconciling;
  }

  async #reconcile(): Promise<void> {
    const { database, workerId } = this.#options;
    const rows = await findHeldRows(database, workerId);
    for (const row of rows) {
      const held = this.#held.get(row.targetLogId);
      if (held === undefined) await this.#closeUnknown(row);
      else if (row.stopAsked) held.stop("cancelled");
    }
  }

  /**
   * Takes nothing more, gives back what was not sent, and lets the rest run on for `graceMs`. What then remains
   * is left alone on its hosts; whoever marks this worker as stopped closes its rows as lost.
   */
  async drain(graceMs: number): Promise<void> {
    this.#draining = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    for (const held of this.#held.values()) held.giveUpConnecting();
    const idle =
      this.#held.size === 0 ? Promise.resolve() : new Promise<void>((resolve) => this.#idle.push(resolve));
    const graceOver = Promise.withResolvers<void>();
    const timer = setTimeout(graceOver.resolve, graceMs);
    await Promise.race([idle, graceOver.promise]);
    clearTimeout(timer);
    this.abandon();
  }

  /** Lets go of everything, ending nothing on any host and writing nothing: this worker was declared dead. */
  abandon(): void {
    this.#draining = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#recorder.close();
    for (const held of this.#held.values()) held.abandon();
  }

  async #take(): Promise<void> {
    this.#taking = true;
    try {
      while (this.#wanted && !this.#draining) {
        this.#wanted = false;
        while (this.#freeSlots() > 0 && !this.#draining && (await this.#takeSome())) {}
      }
    } catch (error) {
      logger.warn({ err: error }, "could not look for work");
    } finally {
      this.#taking = false;
    }
  }

  #freeSlots(): number {
    return this.#options.slots - this.#held.size;
  }

  /** Takes from the runs whose turn it is; false when there is nothing to take. */
  async #takeSome(): Promise<boolean> {
    if (!(await this.#options.lease.ensureFresh())) return false;
    const turns = await findClaimableRuns(this.#options.database);
    const worker = { id: this.#options.workerId, freeSlots: this.#freeSlots() };
    const claimed = await claim(this.#options, worker, turns);
    // What one tenant lacks to begin keeps no other from it.
    const byTenant = [...Map.groupBy(claimed, ({ run }) => run.tenantId)];
    const begun = await Promise.allSettled(byTenant.map(([tenantId, own]) => this.#begin(tenantId, own)));
    for (const one of begun) if (one.status === "rejected") throw one.reason;
    return claimed.length > 0;
  }

  async #begin(tenantId: number, claimed: Claimed[]): Promise<void> {
    try {
      const [ways] = await Promise.all([
        this.#options.transport.prepare(tenantId, claimed),
        this.#loadSpecs(tenantId, claimed),
      ]);
      if (this.#draining) return await this.#giveBackUnheld(claimed);
      for (const { run, claims } of claimed) for (const one of claims) this.#beginOne(run, one, ways);
    } catch (error) {
      logger.error({ err: error, tenantId }, "could not begin; giving the targets back");
      await this.#giveBackUnheld(claimed);
      throw error;
    }
  }

  #beginOne(run: LockedRun, claimed: Claim, ways: Map<number, OpenSession>): void {
    const [spec, open] = [this.#specs.get(run.id), ways.get(claimed.targetLogId)];
    if (spec === undefined || open === undefined) throw new Error(`no way to ${claimed.targetLogId}`);
    this.#hold(new TargetRun(claimed, spec, open, { recorder: this.#recorder, lease: this.#options.lease }));
  }

  async #giveBackUnheld(claimed: Claimed[]): Promise<void> {
    for (const { run, claims } of claimed) {
      const unheld = claims.filter(({ targetLogId }) => !this.#held.has(targetLogId));
      if (unheld.length > 0) await giveBack(this.#options, this.#options.workerId, run.id, unheld);
      this.#forgetSpec(run.id);
    }
  }

  async #loadSpecs(tenantId: number, claimed: Claimed[]): Promise<void> {
    const missing = claimed.flatMap(({ run }) => (this.#specs.has(run.id) ? [] : [run]));
    for (const [id, spec] of await loadRunSpecs(this.#options.database, tenantId, missing)) {
      this.#specs.set(id, spec);
    }
  }

  #hold(target: TargetRun): void {
    this.#held.set(target.claim.targetLogId, target);
    void target
      .run()
      .catch((error: unknown): Attempt => {
        logger.error({ err: error, targetLogId: target.claim.targetLogId }, "a target came to no end");
        return "not_ours";
      })
      .then((attempt) => this.#letGo(target, attempt));
  }

  async #letGo(target: TargetRun, attempt: Attempt): Promise<void> {
    const { claim: claimed } = target;
    if (attempt === "given_back") {
      const { workerId } = this.#options;
      await giveBack(this.#options, workerId, claimed.taskLogId, [claimed]).catch((error: unknown) =>
        logger.warn({ err: error }, "could not give a target back"),
      );
    }
    this.#held.delete(claimed.targetLogId);
    this.#forgetSpec(claimed.taskLogId);
    if (this.#held.size === 0) for (const resolve of this.#idle.splice(0)) resolve();
    this.wake();
  }

  #forgetSpec(taskLogId: number): void {
    for (const held of this.#held.values()) if (held.claim.taskLogId === taskLogId) return;
    this.#specs.delete(taskLogId);
  }

  /** Not sent: back to the others. Sent, by a worker that knows nothing of it: lost. */
  async #closeUnknown(row: HeldRow): Promise<void> {
    if (row.heldSeconds < unknownAfterSeconds) return;
    const { workerId } = this.#options;
    if (row.state === "connecting") return giveBack(this.#options, workerId, row.taskLogId, [row]);
    await recordEnds(this.#options, workerId, [
      {
        owned: row,
        state: "lost",
        reason: "worker",
        detail: null,
        exitCode: null,
        signal: null,
        outputComplete: false,
        connectMs: null,
        down: null,
        started: null,
        output: null,
      },
    ]);
  }
}
