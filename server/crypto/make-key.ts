import { randomBytes } from "node:crypto";
import { type SealingKeyPair, suite } from "./suite.ts";

/** Makes a fresh pair to seal secrets to. */
export async function makeSealingKey(): Promise<SealingKeyPair> {
  const pair = await suite.kem.generateKeyPair();
  return {
    id: randomBytes(4).toString("hex"),
    publicKey: Buffer.from(await suite.kem.serializePublicKey(pair.publicKey)),
    privateKey: Buffer.from(await suite.kem.serializePrivateKey(pair.privateKey)),
  };
}
