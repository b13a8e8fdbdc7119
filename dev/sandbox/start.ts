import { chmod, chown, mkdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Database } from "../../server/db/client.ts";
import { placeSamples } from "../../server/sample/place.ts";
import { makeKeyPair, parseHostKeyLine, publicKeyOf } from "../../server/ssh/keys.ts";
import { placeSandbox, sandboxTenant } from "../../server/target/sandbox.ts";
import { freePort } from "../free-port.ts";
import { openToOthers } from "../postgres/run-as.ts";
import { Part } from "../supervisor.ts";

/** A user id that owns nothing on a usual machine, and is not the database's. */
const sandboxUid = 64_990;

/** How long a worker may take to make the tenant's key. */
const keyPatienceMs = 20_000;

/**
 * Starts the sandbox: a host for whoever has none at hand. It lets the platform's key in, and its row in the list
 * of targets is moved to where it listens now; scripts to try it with come the first time. Answers its part and its target's id.
 */
export async function startSandbox(
  database: Database,
  dataDirectory: string,
): Promise<{ part: Part; targetId: number }> {
  const { tenantId, publicKey } = await keyOfTenant(database);
  const directory = path.join(dataDirectory, "sandbox");
  const hostKey = await keptHostKey(directory);
  const runAs = process.getuid?.() === 0 ? { uid: sandboxUid, gid: sandboxUid } : null;
  const username = runAs === null ? userInfo().username : "sandbox";
  const home = await scratchHome(directory, runAs?.uid);
  const port = await freePort();
  const part = new Part({
    name: "sandbox",
    script: path.join(import.meta.dirname, "process.ts"),
    env: { PATH: process.env.PATH, NODE_ENV: process.env.NODE_ENV, LOG_LEVEL: process.env.LOG_LEVEL },
    message: { hostKey, authorizedKey: publicKey, username, port, runAs, home },
  });
  await part.start();
  const place = {
    username,
    port,
    hostKey: parseHostKeyLine(publicKeyOf(hostKey)),
    runsAsConsole: runAs === null,
  };
  const targetId = await placeSandbox(database, tenantId, place);
  await placeSamples(database, tenantId, targetId);
  return { part, targetId };
}

async function keyOfTenant(database: Database): Promise<{ tenantId: number; publicKey: string }> {
  for (const until = performance.now() + keyPatienceMs; performance.now() < until; await delay(100)) {
    const { tenantId, publicKey } = await sandboxTenant(database);
    if (publicKey !== null) return { tenantId, publicKey };
  }
  throw new Error("No worker has made the platform's key; the worker's log says why.");
}

async function keptHostKey(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o711 });
  const file = path.join(directory, "host-key");
  const kept = await readFile(file, "utf8").catch(() => null);
  if (kept !== null) return kept;
  const { privateKey } = makeKeyPair("hostrun-sandbox");
  await writeFile(file, privateKey, { mode: 0o600 });
  return privateKey;
}

/** Below a folder that only root may enter the scripts' user has no way in: then its home lies in /tmp. */
async function scratchHome(directory: string, uid: number | undefined): Promise<string> {
  const own = path.join(directory, "home");
  const home = uid === undefined || openToOthers(directory) ? own : path.join(tmpdir(), "hostrun-sandbox");
  await mkdir(home, { recursive: true });
  await chmod(home, 0o700);
  if (uid !== undefined) await chown(home, uid, uid);
  return home;
}
