import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestUser, testUser } from "../testing/sshd/test-user.ts";
import { type Sshd, startSshd } from "../testing/sshd.ts";
import { startTcpProxy } from "../testing/tcp-proxy.ts";
import { makeKeyPair } from "./keys.ts";
import { ConnectionPool, type Lease } from "./pool.ts";
import type { HostKey } from "./route.ts";

const key = makeKeyPair();
let user: TestUser;
let sshd: Sshd;
let pool: ConnectionPool;

beforeAll(async () => {
  user = await testUser();
  sshd = await startSshd({ authorizedKeys: [key.publicKey], logLevel: "DEBUG1" });
  pool = new ConnectionPool();
});
afterAll(async () => {
  pool.close();
  await sshd.stop();
});

/** A first contact with a host at a port; keeps what was to be pinned, and answers `pinning` for it. */
function meet(port: number, pinned: HostKey[], pinning = async () => true): Promise<Lease> {
  const target = {
    address: "127.0.0.1",
    port,
    username: user.name,
    pinnedHostKey: null,
    expectedFingerprint: null,
  };
  const login = { privateKey: key.privateKey, version: "1" };
  return pool.acquire(
    { target, proxy: null, loginMode: "platform_key", key: login },
    {
      timeoutMs: 10_000,
      signal: new AbortController().signal,
      policy: { allowLoopback: true },
      pinHostKey: (_, offered) => {
        pinned.push(offered);
        return pinning();
      },
    },
  );
}

const logins = () => sshd.count(/userauth-request/);

/** Spoils the one signature in what a server says before encryption: that of its host key. */
function spoilSignature(bytes: Buffer): Buffer {
  const before = Buffer.from("\0\0\0\x0bssh-ed25519\0\0\0\x40", "latin1");
  const at = bytes.lastIndexOf(before);
  if (at === -1) return bytes;
  const spoilt = Buffer.from(bytes);
  spoilt[at + before.length] = (spoilt[at + before.length] ?? 0) ^ 1;
  return spoilt;
}

test("a host that shows a key and does not prove to hold it is neither pinned nor logged in to", async () => {
  const impostor = await startTcpProxy({ port: sshd.port, fromServer: spoilSignature });
  const [pinned, before]: [HostKey[], number] = [[], logins()];
  await expect(meet(impostor.port, pinned)).rejects.toMatchObject({ reason: "host_key", retryable: false });
  expect(pinned).toEqual([]);
  expect(logins()).toBe(before);
  await impostor.close();
});

test("a host that proves its key is pinned once, before any credential is sent", async () => {
  const pinned: HostKey[] = [];
  const before = logins();
  let loginsWhenPinned = -1;
  const lease = await meet(sshd.port, pinned, async () => {
    loginsWhenPinned = logins();
    return true;
  });
  lease.release();
  expect(pinned).toEqual(sshd.hostKeys);
  expect(loginsWhenPinned).toBe(before);
  expect(logins()).toBeGreaterThan(before);
});

test("a host whose key cannot be stored is not logged in to", async () => {
  const before = logins();
  const away = () => Promise.reject(new Error("the database is away"));
  await expect(meet(sshd.port, [], away)).rejects.toMatchObject({ reason: "host_key" });
  expect(logins()).toBe(before);
});
