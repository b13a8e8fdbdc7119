import type { Transaction } from "../db/client.ts";
import type { ConnectionStatus } from "../domain/connection-status.ts";
import type { RouteError } from "../ssh/errors.ts";
import type { HostSubject } from "../target/host-identity.ts";
import { type HostFinding, noteFinding, noteReached } from "../target/host-status.ts";

/** A failure on the proxy's own hop is the proxy's too; whoever came further has reached it. */
export async function noteProxy(tx: Transaction, proxy: HostSubject, finding: HostFinding): Promise<void> {
  const [hop, step] = finding.step?.split(".") ?? [];
  if (hop !== "proxy") return noteReached(tx, proxy);
  const status = statusOfReason(finding.reason);
  // A proxy's own steps are named as those of what is tested.
  await noteFinding(tx, proxy, { ...finding, ok: false, status, step: `target.${step}` });
}

/** What a failure says of the host that was to be reached: one whose proxy failed was not reached itself. */
export function statusOf({ hop, reason }: RouteError): ConnectionStatus {
  return hop === "proxy" ? "unreachable" : statusOfReason(reason);
}

function statusOfReason(reason: string | undefined): ConnectionStatus {
  if (reason === "auth") return "auth_failed";
  return reason === "host_key" ? "host_key_changed" : "unreachable";
}
