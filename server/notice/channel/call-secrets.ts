/**
 * What of an address opens it: all that stands behind its host, and each part of that which is long enough to be a
 * token on its own, since answers repeat them.
 */
export function callSecrets(address: string): string[] {
  const url = new URL(address);
  const parts = [
    ...url.pathname.split("/").filter((part) => part.length >= 16),
    ...url.searchParams.values(),
  ];
  return [`${url.pathname}${url.search}`, ...parts].filter((part) => part.length >= 8);
}
