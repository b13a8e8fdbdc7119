import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Env } from "../env.ts";

/**
 * The secret that session cookies are closed with: the operator's own, else one that the first web process
 * makes in the data folder, where all others find it.
 */
export async function sessionSecret(env: Pick<Env, "HOSTRUN_DATA_DIR" | "NEXTAUTH_SECRET">): Promise<string> {
  if (env.NEXTAUTH_SECRET !== undefined) return env.NEXTAUTH_SECRET;
  const file = path.join(env.HOSTRUN_DATA_DIR, "session-secret");
  const kept = await readFile(file, "utf8").catch(() => null);
  if (kept !== null) return kept.trim();
  await mkdir(env.HOSTRUN_DATA_DIR, { recursive: true });
  await makeOnce(file);
  return (await readFile(file, "utf8")).trim();
}

/** Written aside and linked into place: of several starters one wins, and nobody reads half a secret. */
async function makeOnce(file: string): Promise<void> {
  const aside = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  await writeFile(aside, randomBytes(48).toString("base64url"), { mode: 0o600, flag: "wx" });
  try {
    await link(aside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await rm(aside, { force: true });
  }
}
