/**
 * How many leading bytes of `bytes` form whole UTF-8 characters: at most 3 bytes of an unfinished last one are
 * left over. Bytes that are not UTF-8 at all count as whole.
 */
export function utf8Boundary(bytes: Uint8Array): number {
  const end = bytes.length;
  for (let back = 1; back <= Math.min(4, end); back++) {
    const byte = bytes[end - back] ?? 0;
    if (byte < 0x80) return end;
    if (byte >= 0xc0) return characterLength(byte) > back ? end - back : end;
  }
  return end;
}

/** Length that a lead byte announces; 1 for bytes that announce nothing valid. */
function characterLength(lead: number): number {
  if (lead >= 0xf8) return 1;
  if (lead >= 0xf0) return 4;
  if (lead >= 0xe0) return 3;
  return 2;
}
