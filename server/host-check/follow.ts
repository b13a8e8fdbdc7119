import { setTimeout as delay } from "node:timers/promises";
import { and, eq, isNull, sql } from "drizzle-orm";
import type { ServiceContext } from "../access.ts";
import { inTenant, visible } from "../db/in-tenant.ts";
import { hostCheck } from "../db/tables/host-check.ts";
import type { HostCheckResult, HostCheckStep } from "../domain/host-check.ts";
import { found, ServiceError } from "../errors.ts";

/** A worker takes a look within this time, or the person who waits is told that none does. */
export const takeSeconds = 5;
/** A look ends by itself long before; past this its worker died with it. */
const lookSeconds = 90;
const pauseMs = 100;

/** A look at a host as far as it has come; `result` is null until its end. */
export interface HostCheckProgress {
  steps: HostCheckStep[];
  result: HostCheckResult | null;
}

export interface EndedHostCheck extends HostCheckProgress {
  result: HostCheckResult;
}

/** Waits for the end of a look. Throws SERVICE_UNAVAILABLE NO_WORKER where nobody takes or finishes it. */
export async function hostCheckEnd(ctx: ServiceContext, id: number): Promise<EndedHostCheck> {
  for await (const { steps, result } of followHostCheck(ctx, id)) {
    if (result !== null) return { steps, result };
  }
  throw noWorker(lookSeconds);
}

/**
 * A look at a host as it comes on: yields whenever there are further steps, and at its end. Reads the row ten
 * times a second: looks are rare, short, and somebody waits for each.
 *
 * @param mayGoOn asked before each read; without its leave it ends early
 */
export async function* followHostCheck(
  ctx: ServiceContext,
  id: number,
  mayGoOn: () => Promise<boolean> = async () => true,
): AsyncGenerator<HostCheckProgress, void> {
  const began = performance.now();
  let seen = -1;
  while (await mayGoOn()) {
    const row = await readCheck(ctx, id);
    const ended = row.endedAt !== null;
    if (row.steps.length > seen || ended) {
      seen = row.steps.length;
      yield { steps: row.steps, result: ended ? (row.result ?? withdrawn) : null };
    }
    if (ended) return;
    const seconds = (performance.now() - began) / 1000;
    if (row.takenAt === null && seconds > takeSeconds && (await withdraw(ctx, id)))
      throw noWorker(takeSeconds);
    if (seconds > lookSeconds) throw noWorker(lookSeconds);
    await delay(pauseMs);
  }
}

const withdrawn: HostCheckResult = { ok: false };

async function readCheck(ctx: ServiceContext, id: number) {
  const rows = await inTenant(ctx, (tx) =>
    tx
      .select()
      .from(hostCheck)
      .where(and(eq(hostCheck.id, id), visible(ctx, hostCheck.tenantId))),
  );
  return found(rows[0]);
}

/**
 * Nobody took it in time, and nobody shall later, when no one waits. Guarded, since a worker may take it at
 * this very moment: then it is false, and the wait goes on.
 */
async function withdraw(ctx: ServiceContext, id: number): Promise<boolean> {
  const rows = await inTenant(ctx, (tx) =>
    tx
      .update(hostCheck)
      .set({ takenAt: sql`now()`, endedAt: sql`now()`, sealedInput: null })
      .where(and(eq(hostCheck.id, id), visible(ctx, hostCheck.tenantId), isNull(hostCheck.takenAt)))
      .returning({ id: hostCheck.id }),
  );
  return rows.length > 0;
}

export function noWorker(seconds: number): ServiceError {
  return new ServiceError("SERVICE_UNAVAILABLE", "NO_WORKER", { seconds });
}
