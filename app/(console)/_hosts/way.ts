import type { ConnectionStatus } from "../../../server/domain/connection-status.ts";
import type { HostKind } from "../../../server/domain/host-kind.ts";
import type { LoginMode } from "../../../server/domain/login-mode.ts";
import { plannedInstallSteps, plannedSteps, withAhead } from "../../../server/domain/test-steps.ts";
import type { LastTest, TestStep } from "../../../server/host-check/output.ts";

/** A target or a proxy, as lists and pages have it. */
export interface Host {
  id: number;
  name: string;
  status: ConnectionStatus;
  /** The console's own sample host: nothing of it can be changed. */
  sandbox?: boolean;
  ssh: {
    username: string;
    address: string;
    port: number;
    proxyId?: number | null;
    proxyName?: string | null;
    loginMode?: LoginMode;
  };
}

/** A host as lists of targets and of proxies show it. */
export type ListedHost = Host & { oldAlgorithms: boolean; lastCheckedAt: string | null };

export type ProxyOnWay = NonNullable<LastTest["proxy"]>;

/** A host with what stands in front of it. */
export interface Way {
  kind: HostKind;
  host: Host;
  /** Null where it is reached directly. */
  proxy: ProxyOnWay | null;
}

/** A step of a look, taken or not; the one that is being taken is `now`. */
export interface ShownStep {
  name: string;
  state: "ok" | "failed" | "now" | "ahead";
  step: TestStep | null;
}

/** All steps of a look at a host, from the first to those that were not taken. */
export function shownSteps(plan: string[], taken: TestStep[], goesOn: boolean): ShownStep[] {
  const names = withAhead(
    taken.map(({ name }) => name),
    plan,
  );
  const failed = taken.some(({ ok }) => !ok);
  return names.map((name, at) => {
    const step = taken.find((one) => one.name === name) ?? null;
    if (step !== null) return { name, state: step.ok ? "ok" : "failed", step };
    return { name, state: goesOn && !failed && at === taken.length ? "now" : "ahead", step };
  });
}

/** The steps of a test of a host, or of putting the key there. */
export function planOf(what: "test" | "install", { ssh }: Host): string[] {
  const throughProxy = (ssh.proxyId ?? null) !== null;
  const way = { throughProxy, loginMode: ssh.loginMode ?? "platform_key" };
  return what === "test" ? plannedSteps(way) : plannedInstallSteps(way);
}

/** `ops@10.0.0.1:22` */
export function sshPlace({ username, address, port }: Omit<Host["ssh"], "proxyId">): string {
  return `${username}@${address.includes(":") ? `[${address}]` : address}:${port}`;
}

/** One stretch of the way, as it is drawn. */
export interface Stretch {
  state: "ok" | "failed" | "now" | "ahead";
  ms: number;
  /** The step that failed. */
  failed: TestStep | null;
  /** Nothing was opened for it: a session was there. */
  warm: boolean;
}

/** How one hop was reached: by its steps up to the login. */
export function stretchTo(hop: "proxy" | "target", steps: ShownStep[]): Stretch {
  const reaching = steps.filter(
    ({ name }) => name.startsWith(`${hop}.`) && onWay.has(name.split(".")[1] ?? ""),
  );
  const failed = reaching.find(({ state }) => state === "failed")?.step ?? null;
  const ms = reaching.reduce((sum, { step }) => sum + (step?.ms ?? 0), 0);
  const warm = reaching.length === 0;
  return { state: stateOf(reaching), ms, failed, warm };
}

const onWay = new Set(["dns", "tcp", "host_key", "login"]);

function stateOf(reaching: ShownStep[]): Stretch["state"] {
  for (const state of ["failed", "now"] as const) {
    if (reaching.some((one) => one.state === state)) return state;
  }
  return reaching.every(({ state }) => state === "ok") ? "ok" : "ahead";
}

/** Workers are named alike in every language. */
export function workerName(id: number | null): string {
  return id === null ? "worker" : `worker-${id}`;
}
