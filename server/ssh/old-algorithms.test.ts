import { afterAll, beforeAll, expect, test } from "vitest";
import { identityOf, type TestUser, testUser } from "../testing/sshd/test-user.ts";
import { type Sshd, startSshd } from "../testing/sshd.ts";
import { makeKeyPair } from "./keys.ts";
import { keyKnownToProxy, probe } from "./outcome.ts";
import { ConnectionPool, type Lease } from "./pool.ts";
import { relayError } from "./remote/relay.ts";
import type { Hop, Route } from "./route.ts";
import type { ConnectStep } from "./steps.ts";

const key = makeKeyPair();
let user: TestUser;
/** A server as they were before 2014, and one of today, that is a proxy too. */
let old: Sshd;
let modern: Sshd;
let pool: ConnectionPool;

const oldOnly = {
  hostKeyTypes: ["rsa" as const],
  logLevel: "DEBUG1" as const,
  lines: [
    "KexAlgorithms diffie-hellman-group14-sha1",
    "HostKeyAlgorithms ssh-rsa",
    "Ciphers aes128-cbc",
    "MACs hmac-sha1",
  ],
};

beforeAll(async () => {
  user = await testUser({ name: "proxy" });
  const authorizedKeys = [key.publicKey, await identityOf(user)];
  [old, modern] = await Promise.all([
    startSshd({ authorizedKeys, ...oldOnly }),
    startSshd({ authorizedKeys: [key.publicKey] }),
  ]);
  pool = new ConnectionPool();
});
afterAll(async () => {
  pool.close();
  await Promise.all([old.stop(), modern.stop()]);
});

function hopTo(sshd: Sshd, oldAlgorithms: boolean): Hop {
  const pinnedHostKey = sshd.hostKeys[0]?.line ?? null;
  const place = { address: "127.0.0.1", port: sshd.port, username: user.name };
  return { ...place, pinnedHostKey, expectedFingerprint: null, oldAlgorithms };
}

function routeTo(target: Hop, given: Partial<Route> = {}): Route {
  const login = { privateKey: key.privateKey, version: "1" };
  return { target, proxy: null, loginMode: "platform_key", key: login, ...given };
}

async function acquire(route: Route, steps: ConnectStep[] = []): Promise<Lease> {
  return pool.acquire(route, {
    timeoutMs: 20_000,
    signal: new AbortController().signal,
    policy: { allowLoopback: true },
    pinHostKey: async () => false,
    onStep: (step) => steps.push(step),
  });
}

/** The old algorithms that a way was opened with, as its steps say them. */
const saidOf = (steps: ConnectStep[]) => steps.find(({ name }) => name === "algorithms");

test("a server that knows old algorithms alone is refused before any credential, not tried again, and the cause is exact", async () => {
  const before = old.count(/userauth-request/);
  const refused = acquire(routeTo(hopTo(old, false)));
  await expect(refused).rejects.toMatchObject({
    reason: "refused",
    exactReason: "old_algorithms",
    retryable: false,
    message: expect.stringContaining("no matching"),
  });
  expect(old.count(/userauth-request/)).toBe(before);
});

test("where it is allowed for the host it is logged in to, and the steps name each old algorithm", async () => {
  const steps: ConnectStep[] = [];
  const lease = await acquire(routeTo(hopTo(old, true)), steps);
  expect(saidOf(steps)).toMatchObject({
    hop: "target",
    ok: true,
    note: "old_algorithms",
    detail: "diffie-hellman-group14-sha1, ssh-rsa, aes128-cbc, hmac-sha1",
  });
  lease.release();
});

test("a connection that old algorithms opened is not used once they are allowed no more", async () => {
  (await acquire(routeTo(hopTo(old, true)))).release();
  await expect(acquire(routeTo(hopTo(old, false)))).rejects.toMatchObject({ exactReason: "old_algorithms" });
});

test("a server of today agrees on nothing old, also where that is allowed", async () => {
  const steps: ConnectStep[] = [];
  (await acquire(routeTo(hopTo(modern, true)), steps)).release();
  expect(saidOf(steps)).toBeUndefined();
  expect(steps.at(-1)).toMatchObject({ name: "login", ok: true });
});

test("it is allowed for each hop by itself: the proxy's way says nothing of the target's", async () => {
  const throughModern = { proxy: hopTo(modern, false) };
  (await acquire(routeTo(hopTo(old, true), throughModern))).release();
  await expect(acquire(routeTo(hopTo(old, false), throughModern))).rejects.toMatchObject({
    hop: "target",
    exactReason: "old_algorithms",
  });
  const throughOld = { proxy: hopTo(old, false) };
  await expect(acquire(routeTo(hopTo(modern, true), throughOld))).rejects.toMatchObject({
    hop: "proxy",
    exactReason: "old_algorithms",
  });
  (await acquire(routeTo(hopTo(modern, false), { proxy: hopTo(old, true) }))).release();
});

test("a proxy that logs in itself takes old algorithms for the targets that may have them alone", async () => {
  const way = { proxy: hopTo(modern, false), loginMode: "proxy_identity" as const };
  const lookFrom = async (target: Hop) => {
    const route = routeTo(target, way);
    const lease = await acquire(route);
    return probe(lease, route, () => {}).finally(lease.release);
  };
  expect(await lookFrom(hopTo(old, true))).toBeNull();
  const said = await lookFrom(hopTo(old, false));
  expect(relayError(said ?? "", hopTo(old, false))).toMatchObject({
    reason: "refused",
    exactReason: "old_algorithms",
    retryable: false,
  });
});

test.each([
  ["key exchanges", "KexAlgorithms diffie-hellman-group14-sha1"],
  ["host keys", "HostKeyAlgorithms ssh-rsa"],
  ["ciphers", "Ciphers aes128-cbc"],
  ["MACs", "Ciphers aes128-ctr\nMACs hmac-md5"],
])("a proxy's own ssh that finds no common %s says so in words that are known", async (_, line) => {
  const lacking = await startSshd({ authorizedKeys: [], hostKeyTypes: ["rsa"], lines: [line] });
  const route = routeTo(hopTo(lacking, false), { proxy: hopTo(modern, false), loginMode: "proxy_identity" });
  const lease = await acquire(route);
  const said = await probe(lease, route, () => {});
  expect(relayError(said ?? "", route.target)?.exactReason).toBe("old_algorithms");
  lease.release();
  await lacking.stop();
});

test("at first contact a proxy finds out the key of an old server where that may be, and else says the cause; no credential is sent", async () => {
  const before = old.count(/userauth-request for user \S+ service ssh-connection method (?!none)/);
  const keyOf = async (oldAlgorithms: boolean) => {
    const target = { ...hopTo(old, oldAlgorithms), pinnedHostKey: null };
    const route = routeTo(target, { proxy: hopTo(modern, false), loginMode: "proxy_identity" });
    const lease = await acquire(route);
    return keyKnownToProxy(lease, route, "now").finally(lease.release);
  };
  expect((await keyOf(true)).key).toEqual(old.hostKeys[0]);
  const refused = await keyOf(false);
  expect(refused.key).toBeNull();
  expect(relayError(refused.said ?? "", hopTo(old, false))?.exactReason).toBe("old_algorithms");
  expect(old.count(/userauth-request for user \S+ service ssh-connection method (?!none)/)).toBe(before);
});
