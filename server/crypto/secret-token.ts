import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** A random secret of 32 bytes, in letters that need no escape in a header, a cookie or an address. */
export function makeSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** What is stored of a random secret: SHA-256 is enough, since nobody can guess 32 random bytes. */
export function secretHash(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** Compares in a time that says nothing about where the two differ. */
export function isSecret(secret: string, hash: string): boolean {
  return timingSafeEqual(Buffer.from(secretHash(secret)), Buffer.from(hash.padEnd(64).slice(0, 64)));
}
