import { associatedData, type BoxPlace, boxMark, type SealingKeyPair, suite } from "./suite.ts";

/**
 * Seals a secret for the holder of the private half, bound to its place. The box is
 * `hrbox1:<key id>:` followed by the encapsulated key (32 bytes) and the ciphertext.
 */
export async function seal(
  key: Pick<SealingKeyPair, "id" | "publicKey">,
  secret: Buffer,
  place: BoxPlace,
): Promise<Buffer> {
  const recipientPublicKey = await suite.kem.deserializePublicKey(new Uint8Array(key.publicKey));
  const sealed = await suite.seal({ recipientPublicKey }, new Uint8Array(secret), associatedData(place));
  const head = Buffer.from(`${boxMark}:${key.id}:`);
  return Buffer.concat([head, Buffer.from(sealed.enc), Buffer.from(sealed.ct)]);
}

/** Whether bytes look like a box of ours at all; false means that a secret lies open. */
export function isBox(bytes: Buffer): boolean {
  return bytes.subarray(0, boxMark.length + 1).toString("latin1") === `${boxMark}:`;
}
