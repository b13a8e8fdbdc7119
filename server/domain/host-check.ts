import type { ConnectionStatus } from "./connection-status.ts";
import type { LateResult, UnreachableReason } from "./target-log-state.ts";

export const hostCheckKinds = ["test", "outcome", "install", "move"] as const;
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
  /** What there is to say of it besides, as a fixed word. */
  note?: StepNote;
}

/** What a step found, where its detail alone does not say it. */
export const stepNotes = [
  /** An address that needs no resolving. */
  "no_dns",
  /** The host key is the one that was pinned, the one that was given, or was met for the first time. */
  "as_pinned",
  "as_given",
  "first_contact",
  /** By what was logged in. */
  "platform_key",
  "proxy_identity",
  "password",
  "keyboard_interactive",
  "private_key",
  /** The host's clock is so far off that its times mislead. */
  "clock_off",
  /** Algorithms were agreed on that only this host is allowed. */
  "old_algorithms",
  /** It forwards, and runs nothing itself. */
  "forwards_only",
  /** The key was put there, or was there already. */
  "added",
  "already_there",
] as const;
export type StepNote = (typeof stepNotes)[number];

export interface HostCheckResult {
  ok: boolean;
  status?: ConnectionStatus;
  lateResult?: LateResult;
  exitCode?: number | null;
  pids?: number[];
  /** Machine-readable cause of a failure, and what was said in words. */
  reason?: UnreachableReason | string;
  error?: string;
  /** The step that failed (`proxy.login`). */
  step?: string;
}
