import type { Database } from "../db/client.ts";
import type { StepTeller } from "../host-check/step-teller.ts";
import { RouteError } from "../ssh/errors.ts";
import { type Findings, probe } from "../ssh/outcome.ts";
import type { Lease } from "../ssh/pool.ts";
import { relayRefusal } from "../ssh/remote/relay.ts";
import type { Route } from "../ssh/route.ts";
import { isRelayed } from "../ssh/session.ts";
import { type ConnectStep, StepClock } from "../ssh/steps.ts";
import type { HostSubject } from "../target/host-identity.ts";
import { keepKeyShownToProxy, pinThroughProxy } from "./proxy-login.ts";

/**
 * Looks on the host, once there is a connection, whether scripts can run there, and tells each step; answers
 * whether they can. Where the proxy logs in itself, the login is part of it. Throws a {@link RouteError} where
 * that login is refused.
 */
export async function lookAround(
  database: Database,
  lease: Lease,
  route: Route,
  subject: HostSubject,
  told: StepTeller,
): Promise<boolean> {
  const began = performance.now();
  const found = isRelayed(route)
    ? await probeThroughProxy(database, lease, route, subject, told)
    : await probe(lease, route);
  const ms = Math.round(performance.now() - began);
  if (!("failed" in found)) return tellFindings(found, ms, told);
  const reason = /windows/i.test(found.failed) ? "windows" : "shell";
  told.step({ name: "target.shell", ok: false, ms, reason, detail: found.failed });
  return false;
}

async function probeThroughProxy(
  database: Database,
  lease: Lease,
  route: Route,
  subject: HostSubject,
  told: StepTeller,
): Promise<Findings | { failed: string }> {
  const steps = new StepClock((step) => told.connectStep(step));
  const pinned = await steps.time("target", "host_key", () =>
    pinThroughProxy(database, lease, route, subject),
  );
  const began = performance.now();
  const found = await probe(lease, pinned);
  const refusal = "failed" in found ? relayRefusal(found.failed) : null;
  if (!("failed" in found)) steps.done("target", "login", began);
  if (!("failed" in found) || refusal === null) return found;
  if (refusal === "host_key") await keepKeyShownToProxy(database, lease, pinned, subject);
  throw steps.fail("target", refusedStep[refusal], new RouteError(refusal, "target", found.failed), began);
}

/** At which step each refusal of a proxy's own ssh comes. */
const refusedStep: Record<NonNullable<ReturnType<typeof relayRefusal>>, ConnectStep["name"]> = {
  dns: "dns",
  refused: "tcp",
  timeout: "tcp",
  host_key: "host_key",
  auth: "login",
};

function tellFindings(found: Findings, ms: number, told: StepTeller): boolean {
  const writable = found.writableDirectory !== "";
  told.step({ name: "target.shell", ok: true, ms, detail: `${found.system} ${found.shell}` });
  told.step({ name: "target.interpreters", ok: true, ms: 0, detail: found.interpreters.join(" ") });
  told.step({
    name: "target.directory",
    ok: writable,
    ms: 0,
    reason: writable ? undefined : "not_writable",
    detail: found.writableDirectory,
  });
  told.step({ name: "target.clock", ok: true, ms: 0, detail: `${found.clockOffsetSeconds} s` });
  return writable;
}
