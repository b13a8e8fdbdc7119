import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeKeyPair } from "../ssh/keys.ts";
import { processesMarked } from "./sshd/marked-processes.ts";
import { loginShells, testUser } from "./sshd/test-user.ts";
import { type Sshd, startSshd } from "./sshd.ts";

const key = makeKeyPair();
let directory: string;
let sshd: Sshd;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "hostrun-ssh-client-"));
  await writeFile(join(directory, "key"), key.privateKey, { mode: 0o600 });
  sshd = await startSshd({ authorizedKeys: [key.publicKey], everyAddress: true });
});
afterAll(async () => {
  await sshd.stop();
  await rm(directory, { recursive: true });
});

async function run(user: string, command: string, host = "127.0.0.1"): Promise<string> {
  const options = ["-F", "none", "-i", join(directory, "key"), "-o", "BatchMode=yes", "-o", "LogLevel=ERROR"];
  const trust = ["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"];
  const argv = [...options, ...trust, "-p", String(sshd.port), `${user}@${host}`, command];
  return (await promisify(execFile)("ssh", argv)).stdout;
}

test.each(loginShells)("an account whose login shell is %s can be logged in to", async (shell) => {
  const user = await testUser({ shell });
  expect(await run(user.name, "echo hello")).toBe("hello\n");
});

test("one server answers on every loopback address, and counts its sessions", async () => {
  const user = await testUser();
  const before = sshd.sessions();
  const hosts = ["127.0.0.2", "127.0.9.9", "127.255.0.1"];
  await Promise.all(hosts.map((host) => run(user.name, "true", host)));
  expect(sshd.sessions() - before).toBe(3);
  expect(sshd.count(/Accepted publickey for hostrun-bash/)).toBeGreaterThanOrEqual(3);
});

test("stopping ends what was started through it, in sessions of its own too", async () => {
  const user = await testUser();
  const other = await startSshd({ authorizedKeys: [key.publicKey] });
  const previous = sshd;
  sshd = other;
  const mark = (await run(user.name, "env | grep HOSTRUN_TEST_SSHD")).trim();
  await run(user.name, "setsid sleep 300 > /dev/null 2>&1 < /dev/null &");
  sshd = previous;
  await expect.poll(() => processesMarked(mark)).not.toEqual([]);
  await other.stop();
  expect(await processesMarked(mark)).toEqual([]);
});

test("a restart with new host keys keeps the port and changes the key", async () => {
  const other = await startSshd({ authorizedKeys: [key.publicKey], hostKeyTypes: ["ed25519", "ecdsa"] });
  const before = other.hostKeys.map(({ line }) => line);
  await other.restart({ newHostKeys: true });
  const after = other.hostKeys.map(({ line }) => line);
  expect(after).toHaveLength(2);
  for (const line of after) expect(before).not.toContain(line);
  await other.stop();
});
