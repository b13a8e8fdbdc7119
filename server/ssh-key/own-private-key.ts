import { ServiceError } from "../errors.ts";
import type { KeyPair } from "../ssh/keys.ts";
import { readPrivateKey } from "../ssh/private-key.ts";

/** The pair that a caller gave, or BAD_REQUEST at the field that has to be put right. */
export function ownPrivateKey(given: { privateKey: string; passphrase?: string }): KeyPair {
  const read = readPrivateKey(given.privateKey, given.passphrase ?? null);
  if (typeof read !== "string") return read;
  throw new ServiceError("BAD_REQUEST", read, {}, [
    read.startsWith("PASSPHRASE") ? "passphrase" : "privateKey",
  ]);
}
