import { and, eq, sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { inTenant } from "../db/in-tenant.ts";
import { notify } from "../db/notify.ts";
import { hostCheck } from "../db/tables/host-check.ts";
import type { HostCheckStep } from "../domain/host-check.ts";
import type { ConnectStep } from "../ssh/steps.ts";

type HostCheck = Pick<typeof hostCheck.$inferSelect, "id" | "tenantId">;

/** Keeps steps in the order in which they come. */
export class StepList {
  readonly steps: HostCheckStep[] = [];

  /** The step that failed last, if any has. */
  get failed(): HostCheckStep | null {
    return this.steps.findLast(({ ok }) => !ok) ?? null;
  }

  connectStep({ hop, name, ok, ms, error, detail, note }: ConnectStep): void {
    const said = error === null ? { detail, note } : { reason: error.exactReason, detail: error.message };
    this.step({ name: `${hop}.${name}`, ok, ms, ...said });
  }

  step(step: HostCheckStep): void {
    this.steps.push(step);
  }

  /** Resolves when whoever looks on can see them all. */
  async written(): Promise<void> {}
}

/** Stores them as well, each as soon as it is there, for somebody who waits. */
export class StepTeller extends StepList {
  readonly #database: Database;
  readonly #check: HostCheck;
  #writing: Promise<void> = Promise.resolve();

  constructor(database: Database, check: HostCheck) {
    super();
    this.#database = database;
    this.#check = check;
  }

  override step(step: HostCheckStep): void {
    super.step(step);
    this.#writing = this.#writing.then(() => appendStep(this.#database, this.#check, step)).catch(() => {});
  }

  override written(): Promise<void> {
    return this.#writing;
  }
}

function appendStep(database: Database, check: HostCheck, step: HostCheckStep): Promise<void> {
  return inTenant({ database, scope: { tenantId: check.tenantId } }, async (tx) => {
    await tx
      .update(hostCheck)
      .set({ steps: sql`${hostCheck.steps} || ${JSON.stringify([step])}::jsonb` })
      .where(and(eq(hostCheck.tenantId, check.tenantId), eq(hostCheck.id, check.id)));
    await notify(tx, "hostrun_host_check", [check.id]);
  });
}
