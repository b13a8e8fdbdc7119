import { ServiceError } from "../errors.ts";

/** What is known of a host's identity, in its row. */
interface Pinned {
  hostKey: string | null;
  hostKeyFingerprint: string | null;
}

/** A host that has moved is another host: what was known of the old one is taken away. */
export const nothingKnown = {
  hostKey: null,
  hostKeyFingerprint: null,
  offeredHostKey: null,
  offeredHostKeyFingerprint: null,
  connectionStatus: "unknown",
  lastCheckedAt: null,
  lastError: null,
  lastStep: null,
  lastReason: null,
  failingSince: null,
  statusSince: null,
  nextCheckAt: null,
} as const;

/**
 * What a change does to a host's pin: cleared where the host moves, and a fingerprint that was given takes the
 * place of first contact. A pinned key is never changed this way (`trustHostKey`, for admins).
 */
export function pinChange(row: Pinned, moves: boolean, given: string | undefined) {
  if (moves) return { ...nothingKnown, hostKeyFingerprint: given ?? null };
  if (given === undefined || given === row.hostKeyFingerprint) return {};
  if (row.hostKey !== null) throw new ServiceError("CONFLICT", "HOST_KEY_PINNED", {}, ["hostKeyFingerprint"]);
  return { hostKeyFingerprint: given };
}
