import type { LoginMode } from "./login-mode.ts";

/** How a host is reached, as far as the steps of a look at it depend on that. */
export interface Way {
  throughProxy: boolean;
  loginMode: LoginMode;
}

const overSsh = ["dns", "tcp", "host_key", "login"];
const onHost = ["shell", "interpreters", "directory", "clock"];

/** Every step of a test, in the order in which it is taken. */
export function plannedSteps({ throughProxy, loginMode }: Way): string[] {
  const proxy = throughProxy ? overSsh.map((name) => `proxy.${name}`) : [];
  // Behind a proxy it is the proxy that resolves; where it logs in too, its own ssh dials.
  const skipped = !throughProxy ? 0 : loginMode === "platform_key" ? 1 : 2;
  return [...proxy, ...[...overSsh.slice(skipped), ...onHost].map((name) => `target.${name}`)];
}

/** Every step of putting the platform's key on a host with a secret that is used once. */
export function plannedInstallSteps(way: Way): string[] {
  const steps = plannedSteps({ ...way, loginMode: "platform_key" });
  const loggedIn = steps.indexOf("target.login") + 1;
  const proof = ["target.write", "target.key_login"];
  return ["worker.taken", ...steps.slice(0, loggedIn), ...proof, ...steps.slice(loggedIn)];
}

/**
 * The steps of a test that were taken, then those that were not: of the plan, what stands behind the last one
 * taken. A plan's earlier steps that were not taken were not needed (a session was open already).
 */
export function withAhead(taken: string[], plan: string[]): string[] {
  const last = taken.findLast((name) => plan.includes(name));
  const ahead = last === undefined ? plan : plan.slice(plan.indexOf(last) + 1);
  return [...taken, ...ahead.filter((name) => !taken.includes(name))];
}
