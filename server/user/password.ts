import { hash, verify } from "@node-rs/argon2";

/** What is kept of a password: argon2id with the library's (OWASP's) costs. */
export function hashPassword(password: string): Promise<string> {
  return hash(password);
}

/**
 * Whether a password is right. Where there is no user or no password to compare with, it takes the same time
 * and answers false.
 */
export async function isPassword(password: string, passwordHash: string | null): Promise<boolean> {
  const right = await verify(passwordHash ?? (await standIn), password);
  return right && passwordHash !== null;
}

/** Of a password that nobody knows. */
const standIn = hash(crypto.randomUUID());
