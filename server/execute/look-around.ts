import type { Database } from "../db/client.ts";
import type { HostCheckStep } from "../domain/host-check.ts";
import type { HostKind } from "../domain/host-kind.ts";
import type { StepList } from "../host-check/step-teller.ts";
import type { RouteError } from "../ssh/errors.ts";
import { type Finding, probe } from "../ssh/outcome.ts";
import type { Lease } from "../ssh/pool.ts";
import { relayError } from "../ssh/remote/relay.ts";
import type { Route } from "../ssh/route.ts";
import { isRelayed } from "../ssh/session.ts";
import { type ConnectStep, StepClock } from "../ssh/steps.ts";
import type { HostSubject } from "../target/host-identity.ts";
import { keepKeyShownToProxy, pinThroughProxy } from "./proxy-login.ts";

/** A clock that is further off than this misleads whoever compares times. */
const clockOffSeconds = 30;

/**
 * Looks on the host, once there is a connection, whether scripts can run there, and tells each step as it comes;
 * what fails is the teller's. Where the proxy logs in itself, the login is part of it. Throws a {@link RouteError}
 * where that login is refused.
 */
export async function lookAround(
  database: Database,
  lease: Lease,
  route: Route,
  subject: HostSubject,
  told: StepList,
): Promise<void> {
  const findings = new FindingTeller(told, subject.kind);
  const failed = isRelayed(route)
    ? await probeThroughProxy(database, lease, route, subject, { told, findings })
    : await probe(lease, route, (finding) => findings.tell(finding));
  if (failed === null || told.failed !== null) return;
  const software = isRelayed(route) ? "" : lease.connection.software;
  findings.fail(isWindows(software, failed) ? "windows" : "shell", failed, software);
}

async function probeThroughProxy(
  database: Database,
  lease: Lease,
  route: Route,
  subject: HostSubject,
  { told, findings }: { told: StepList; findings: FindingTeller },
): Promise<string | null> {
  const steps = new StepClock((step) => told.connectStep(step));
  const pinned = await steps.time(
    "target",
    "host_key",
    () => pinThroughProxy(database, lease, route, subject),
    () => ({ note: route.target.pinnedHostKey === null ? "first_contact" : "as_pinned" }),
  );
  const began = performance.now();
  let loggedIn = false;
  const failed = await probe(lease, pinned, (finding) => {
    if (!loggedIn) {
      steps.done("target", "login", began, { detail: route.target.username, note: "proxy_identity" });
      findings.begin();
    }
    loggedIn = true;
    findings.tell(finding);
  });
  const error = failed === null || loggedIn ? null : relayError(failed, route.target);
  if (error === null) return failed;
  if (error.reason === "host_key") await keepKeyShownToProxy(database, lease, pinned, subject);
  throw steps.fail("target", refusedStep[error.reason] ?? "tcp", error, began);
}

/** At which step each refusal of a proxy's own ssh comes. */
const refusedStep: Partial<Record<RouteError["reason"], ConnectStep["name"]>> = {
  dns: "dns",
  refused: "tcp",
  timeout: "tcp",
  host_key: "host_key",
  auth: "login",
};

/** Turns what a host says of itself into steps, each with its time since the one before. */
class FindingTeller {
  readonly #told: StepList;
  readonly #kind: HostKind;
  #began = performance.now();

  constructor(told: StepList, kind: HostKind) {
    this.#told = told;
    this.#kind = kind;
  }

  /** Time is taken from here on. */
  begin(): void {
    this.#began = performance.now();
  }

  tell(finding: Finding): void {
    const { name, ...found } = stepOf(finding);
    this.#step({ name: `target.${name}`, ...found });
  }

  fail(reason: "windows" | "shell", words: string, software: string): void {
    const detail = /windows/i.test(software) ? `${software}: ${words}` : words;
    this.#step({ name: "target.shell", ok: false, reason, detail });
  }

  #step(step: Omit<HostCheckStep, "ms">): void {
    // No script runs on a proxy: one that gives no shell, or nothing to write in, forwards as well as any.
    const found =
      step.ok || this.#kind === "target"
        ? step
        : { name: step.name, ok: true, note: "forwards_only" as const, detail: step.detail };
    this.#told.step({ ...found, ms: Math.round(performance.now() - this.#began) });
    this.begin();
  }
}

function stepOf(finding: Finding): Omit<HostCheckStep, "ms"> {
  const { name } = finding;
  switch (name) {
    case "shell": {
      const windows = windowsSystem.test(finding.system);
      const detail = `${finding.system} ${finding.shell}`.trim();
      return { name, ok: !windows, reason: windows ? "windows" : undefined, detail };
    }
    case "interpreters":
      return { name, ok: true, detail: finding.interpreters.join(" ") };
    case "directory": {
      const { writableDirectory: detail } = finding;
      return detail === "" ? { name, ok: false, reason: "not_writable" } : { name, ok: true, detail };
    }
    default: {
      const off = Math.abs(finding.offsetSeconds) > clockOffSeconds;
      return { name, ok: true, detail: String(finding.offsetSeconds), note: off ? "clock_off" : undefined };
    }
  }
}

/** What Unix programs on Windows say of the system that they run on. */
const windowsSystem = /^(MINGW|MSYS|CYGWIN|Windows)/i;
/** What cmd and PowerShell say of a command that they do not know. */
const windowsWords =
  /is not recognized as (an internal or external command|(the|a) name of a cmdlet)|不是内部或外部命令|无法将.*识别为 cmdlet|CommandNotFoundException|Microsoft Windows/i;

function isWindows(software: string, words: string): boolean {
  return /windows/i.test(software) || windowsWords.test(words);
}
