import type { Env } from "../env.ts";
import { type Finding, fine, skipped, wrong } from "./finding.ts";

type Place = Pick<Env, "HOSTRUN_HOST" | "PORT" | "DATABASE_URL">;

/** How long it may take to answer, in milliseconds. */
const patienceMs = 3_000;

/** Whether the web of this machine answers. Where the database is elsewhere, the web may be so too. */
export async function examineWeb(env: Place): Promise<Finding> {
  const host = env.HOSTRUN_HOST === "0.0.0.0" ? "127.0.0.1" : env.HOSTRUN_HOST;
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${env.PORT}`;
  if (await answers(url)) return fine("web", `answers at ${url}`);
  if (env.DATABASE_URL !== undefined) return skipped("web", `none on this machine at ${url}`);
  return wrong("web", `does not answer at ${url}`, "Start it: npm start.");
}

/** Health needs no account, and no other program has it. */
async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(patienceMs) })).ok;
  } catch {
    return false;
  }
}
