import type { Database, Transaction } from "../db/client.ts";
import type { HostCheckResult, HostCheckStep } from "../domain/host-check.ts";
import type { HostKind } from "../domain/host-kind.ts";
import type { StepList } from "../host-check/step-teller.ts";
import { RouteError } from "../ssh/errors.ts";
import type { AcquireOptions, Lease } from "../ssh/pool.ts";
import type { HopName, Route } from "../ssh/route.ts";
import type { LivingKeys } from "../ssh-key/execution.ts";
import { type HostSubject, keepOfferedKey, pinHostKey } from "../target/host-identity.ts";
import { type HostFinding, noteFinding } from "../target/host-status.ts";
import { type HostRow, ownRoute, routeOf, subjectsOf } from "./host-row.ts";
import { lookAround } from "./look-around.ts";
import { noteProxy, statusOf } from "./note-proxy.ts";

export interface RouteTest {
  /** What the row stands for: a proxy is reached like a target without one. */
  kind: HostKind;
  row: HostRow;
  keys: LivingKeys;
  /** Names connections of this test's own; absent where it opens the way anew in any case. */
  own?: string;
  told: StepList;
  timeoutMs: number;
  signal: AbortSignal;
  /** Opens the way, so that it is seen as it is now. */
  open(route: Route, options: AcquireOptions): Promise<Lease>;
}

/** What a test found, of a host that is still there. */
export type TestFinding = HostCheckResult & HostFinding;

/** Opens the way to a host hop by hop and looks around there; every step is told as it comes. */
export async function testRoute(
  deps: { database: Database; allowLoopback: boolean },
  test: RouteTest,
): Promise<TestFinding> {
  const { row, told, signal } = test;
  const way = routeOf(row, test.keys);
  const route = test.own === undefined ? way : ownRoute(way, test.own);
  const subjects = testSubjects(test.kind, row);
  try {
    const lease = await test.open(route, {
      timeoutMs: test.timeoutMs,
      signal,
      policy: { allowLoopback: deps.allowLoopback || row.sandbox },
      pinHostKey: (hop, key) => pinHostKey(deps.database, subjects[hop], key),
      onStep: (step) => told.connectStep(step),
    });
    await lookAround(deps.database, lease, route, subjects.target, told).finally(lease.release);
    const { failed } = told;
    await told.written();
    return failed === null
      ? { ok: true, status: "ok" }
      : { ok: false, status: "unreachable", ...causeOf(failed) };
  } catch (error) {
    if (!(error instanceof RouteError) || signal.aborted) throw error;
    // Where the time was up between two steps, none of them has failed.
    const tcp = { name: `${error.hop}.tcp`, ok: false, ms: 0, reason: error.reason, detail: error.message };
    if (told.failed === null) told.step(tcp);
    const failed = told.failed ?? tcp;
    await told.written();
    if (error.offeredHostKey !== null)
      await keepOfferedKey(deps.database, subjects[error.hop], error.offeredHostKey);
    return { ok: false, status: statusOf(error), ...causeOf(failed) };
  }
}

/** Keeps what a test found of the host, and what it says of the proxy on the way. Answers whether it is news. */
export async function noteTest(
  tx: Transaction,
  kind: HostKind,
  row: HostRow,
  finding: TestFinding,
): Promise<{ news: boolean }> {
  const subjects = testSubjects(kind, row);
  const noted = await noteFinding(tx, subjects.target, finding);
  if (row.proxy_id !== null) await noteProxy(tx, subjects.proxy, finding);
  return noted;
}

/** Which rows the hops of a test belong to. */
export function testSubjects(kind: HostKind, row: HostRow): Record<HopName, HostSubject> {
  const subjects = subjectsOf(row);
  return { ...subjects, target: { ...subjects.target, kind } };
}

function causeOf({
  name,
  reason,
  detail,
}: HostCheckStep): Pick<HostCheckResult, "step" | "reason" | "error"> {
  return { step: name, reason, error: detail };
}
