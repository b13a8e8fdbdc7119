import { stat } from "node:fs/promises";
import path from "node:path";
import type { Env } from "../env.ts";
import { type Finding, fine, skipped, wrong } from "./finding.ts";

type Places = Pick<Env, "HOSTRUN_DATA_DIR" | "HOSTRUN_MASTER_KEY_FILE" | "DATABASE_URL" | "NEXTAUTH_SECRET">;

/** The files that hold secrets, each readable by its owner alone. */
export async function examineFiles(env: Places): Promise<Finding[]> {
  const secret = path.join(env.HOSTRUN_DATA_DIR, "session-secret");
  return [
    await examineMasterKeyFile(env),
    env.NEXTAUTH_SECRET === undefined
      ? await examineMode("session secret", secret, 0o600)
      : skipped("session secret", "NEXTAUTH_SECRET is set"),
    ...(env.DATABASE_URL === undefined ? await examinePasswords(env) : []),
  ];
}

/** Its mode alone; nothing is read. */
export function examineMasterKeyFile(env: Places): Promise<Finding> {
  return examineMode("master key file", masterKeyFile(env), 0o400);
}

export function masterKeyFile(env: Places): string {
  return env.HOSTRUN_MASTER_KEY_FILE ?? path.join(env.HOSTRUN_DATA_DIR, "master.key");
}

/** Those of the embedded PostgreSQL's two roles. */
function examinePasswords({ HOSTRUN_DATA_DIR }: Places): Promise<Finding[]> {
  const files = ["postgres", "hostrun"].map((role) => `${role}.password`);
  return Promise.all(
    files.map((name) => examineMode(name, path.join(HOSTRUN_DATA_DIR, "postgres", name), 0o600)),
  );
}

/** Nobody may do more with the file than `allowed` says. */
async function examineMode(part: string, file: string, allowed: number): Promise<Finding> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => error.code ?? error.message);
  if (typeof found === "string") {
    return skipped(part, found === "ENOENT" ? `${file} is not here` : `${file} can't be looked at: ${found}`);
  }
  const mode = found.mode & 0o777;
  if ((mode & ~allowed) === 0) return fine(part, `${file}, ${octal(mode)}`);
  return wrong(
    part,
    `${file} is ${octal(mode)}, not ${octal(allowed)}`,
    `Run: chmod ${octal(allowed)} ${file}`,
  );
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}
