/** What a server says, by the number of RFC 4254, for not opening a channel. */
const refusals: Record<number, string> = {
  1: "administratively prohibited",
  2: "connect failed",
  3: "unknown channel type",
  4: "resource shortage",
};

/** In the words of RFC 4254 why the server itself said no to a channel; null where it did not. */
export function refusalOf(error: unknown): string | null {
  const { reason } = (error ?? {}) as { reason?: unknown };
  return typeof reason === "number" ? (refusals[reason] ?? null) : null;
}

/** Whether the server itself said no to a channel. */
export function wasRefused(error: unknown): boolean {
  return refusalOf(error) !== null;
}
