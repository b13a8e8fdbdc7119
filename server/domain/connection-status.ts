/** What the last look at a host found. */
export const connectionStatuses = [
  "unknown",
  "ok",
  "unreachable",
  "auth_failed",
  "host_key_changed",
] as const;
export type ConnectionStatus = (typeof connectionStatuses)[number];
