import { associatedData, type BoxPlace, boxMark, type SealingKeyPair, suite } from "./suite.ts";

/** The length of an encapsulated X25519 key, in bytes. */
const encapsulatedKeyBytes = 32;

/** A box that does not open here: another key, another place, or changed bytes. */
export class BoxError extends Error {
  override name = "BoxError";
}

/** Opens a box that was sealed for this key and this very place; throws {@link BoxError} otherwise. */
export async function open(key: SealingKeyPair, box: Buffer, place: BoxPlace): Promise<Buffer> {
  const headLength = Buffer.byteLength(`${boxMark}:${key.id}:`);
  if (box.subarray(0, headLength).toString("latin1") !== `${boxMark}:${key.id}:`) {
    throw new BoxError(`not a box for the key ${key.id}`);
  }
  const enc = new Uint8Array(box.subarray(headLength, headLength + encapsulatedKeyBytes));
  const ciphertext = new Uint8Array(box.subarray(headLength + encapsulatedKeyBytes));
  try {
    const recipientKey = await suite.kem.deserializePrivateKey(new Uint8Array(key.privateKey));
    return Buffer.from(
      await suite.open({ recipientKey, enc: enc.buffer }, ciphertext, associatedData(place)),
    );
  } catch {
    throw new BoxError("the box belongs to another place or key");
  }
}
