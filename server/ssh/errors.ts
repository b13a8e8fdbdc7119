import type { UnreachableReason } from "../domain/target-log-state.ts";
import type { HopName, HostKey } from "./route.ts";

/** A route that could not be opened: nothing was sent to the target. */
export class RouteError extends Error {
  override name = "RouteError";
  readonly reason: UnreachableReason;
  readonly hop: HopName;
  /** The key that the host showed, where that was the reason. */
  readonly offeredHostKey: HostKey | null;
  /** The cause as exactly as it is known (`forwarding_prohibited`); else the reason again. */
  readonly exactReason: string;

  constructor(
    reason: UnreachableReason,
    hop: HopName,
    message: string,
    offeredHostKey: HostKey | null = null,
    exactReason: string = reason,
  ) {
    super(message);
    this.reason = reason;
    this.hop = hop;
    this.offeredHostKey = offeredHostKey;
    this.exactReason = exactReason;
  }

  /** Nothing was dialled: others were before it in line for as long as there was time. */
  get queued(): boolean {
    return this.exactReason === "queued";
  }

  /** Whether another try may help; a refused login, key or address will be refused again. */
  get retryable(): boolean {
    if (this.exactReason === "old_algorithms" || this.exactReason === "no_common_algorithm") return false;
    return !["auth", "host_key", "policy"].includes(this.reason);
  }
}

/** ssh2 says by `level` where it failed, and by `code` what the socket said. */
export function toRouteError(error: unknown, hop: HopName): RouteError {
  if (error instanceof RouteError) return error;
  const {
    level,
    code,
    name,
    message = String(error),
  } = error as { level?: string; code?: string; name?: string; message?: string };
  // What a signal that stands for a time limit aborts with.
  if (name === "TimeoutError") return new RouteError("timeout", hop, "no answer in time");
  return new RouteError(reasonOf(level, code), hop, message);
}

function reasonOf(level: string | undefined, code: string | undefined): UnreachableReason {
  if (level === "client-authentication") return "auth";
  if (level === "client-timeout" || code === "ETIMEDOUT") return "timeout";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN" || code === "EAI_NODATA") return "dns";
  if (code === "EHOSTUNREACH" || code === "ENETUNREACH") return "timeout";
  return "refused";
}
