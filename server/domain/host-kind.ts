/** What is reached over SSH: a host that scripts run on, or a node on the way to one. */
export type HostKind = "target" | "proxy";
