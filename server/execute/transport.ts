import type { Claimed } from "../run/claim.ts";
import type { LaunchEvents, RunningLaunch } from "../ssh/exec.ts";
import type { Outcome } from "../ssh/outcome.ts";
import type { Launch } from "../ssh/remote/launcher.ts";
import type { Termination } from "../ssh/terminate.ts";

/** What the launcher said about the process it started. */
export interface RemoteProcess {
  processGroup: number;
  directory: string;
}

/** An open way to one target, on which one script is started, watched and, if asked, ended. */
export interface Session {
  launch(launch: Omit<Launch, "installation">, events: LaunchEvents): RunningLaunch;
  /** TERM, grace, KILL, verify; never rejects. */
  terminate(process: RemoteProcess, graceMs: number): Promise<Termination>;
  /** What the host still knows of a script whose end was not seen; throws where it does not answer. */
  readOutcome(targetLogId: string): Promise<Outcome>;
  release(): void;
}

/** Opens the way to one target; throws a `RouteError` when nothing was sent and nothing will be. */
export type OpenSession = (options: { timeoutMs: number; signal: AbortSignal }) => Promise<Session>;

/** How targets are reached: SSH, or, to measure the engine alone, something instant. */
export interface Transport {
  /** Reads what is known of a tenant's claimed hosts now (pins, blocks, key), for all of them at once. */
  prepare(tenantId: number, claimed: Claimed[]): Promise<Map<number, OpenSession>>;
}
