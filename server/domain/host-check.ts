import type { ConnectionStatus } from "./connection-status.ts";
import type { LateResult, UnreachableReason } from "./target-log-state.ts";

export const hostCheckKinds = ["test", "outcome"] as const;
export type HostCheckKind = (typeof hostCheckKinds)[number];

/** One step of a look at a host, in the order in which it was taken. */
export interface HostCheckStep {
  /** `proxy.dns`, `proxy.tcp`, `target.host_key`, `target.login`, `target.shell` … */
  name: string;
  ok: boolean;
  ms: number;
  /** Machine-readable cause of a failure. */
  reason?: UnreachableReason | string;
  /** What was found, or what the host said in its own words. */
  detail?: string;
}

export interface HostCheckResult {
  ok: boolean;
  status?: ConnectionStatus;
  lateResult?: LateResult;
  exitCode?: number | null;
  pids?: number[];
  /** Machine-readable cause of a failure, and what was said in words. */
  reason?: UnreachableReason | "deleted" | "unexpected";
  error?: string;
}
