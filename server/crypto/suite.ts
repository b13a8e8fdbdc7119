import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core";

/** HPKE, RFC 9180: X25519, HKDF-SHA256, AES-256-GCM; the one primitive of this folder. */
export const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});

/** A raw X25519 key pair; the private half is for the worker alone. */
export interface SealingKeyPair {
  /** Short name of the pair, in front of every box. */
  id: string;
  publicKey: Buffer;
  privateKey: Buffer;
}

/** The place that a box belongs to; a box moved elsewhere does not open. */
export interface BoxPlace {
  tenantId: number | null;
  table: string;
  id: string;
  column: string;
  version: number;
}

/** In front of every box, so that a raw column can be told from plain text. */
export const boxMark = "hrbox1";

/** The associated data: the place, written the same way for sealing and opening. */
export function associatedData(place: BoxPlace): Uint8Array<ArrayBuffer> {
  const parts = [place.tenantId ?? "-", place.table, place.id, place.column, place.version];
  return new TextEncoder().encode(parts.join("\n"));
}
