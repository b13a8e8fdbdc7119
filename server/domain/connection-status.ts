/** What the last look at a host found. */
export const connectionStatuses = [
  "unknown",
  "ok",
  "unreachable",
  "auth_failed",
  "host_key_changed",
] as const;
export type ConnectionStatus = (typeof connectionStatuses)[number];

/** From what is well to what needs somebody first: how lists are sorted by status. */
export const statusOrder = [
  "ok",
  "unknown",
  "unreachable",
  "auth_failed",
  "host_key_changed",
] as const satisfies ConnectionStatus[];
