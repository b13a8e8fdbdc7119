import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { identityOf, type TestUser, testUser } from "../testing/sshd/test-user.ts";
import { type Sshd, startSshd } from "../testing/sshd.ts";
import { makeKeyPair } from "./keys.ts";
import { keyKnownToProxy } from "./outcome.ts";
import { ConnectionPool } from "./pool.ts";
import type { Hop, HostKey, Route } from "./route.ts";
import type { ConnectStep } from "./steps.ts";

const key = makeKeyPair();
const types = ["ed25519", "ecdsa", "rsa"] as const;
let user: TestUser;
let sshd: Sshd;
let pool: ConnectionPool;

beforeAll(async () => {
  user = await testUser({ name: "host-keys" });
  const authorizedKeys = [key.publicKey, await identityOf(user)];
  sshd = await startSshd({ authorizedKeys, hostKeyTypes: [...types], logLevel: "DEBUG1" });
  pool = new ConnectionPool();
});
afterAll(async () => {
  pool.close();
  await sshd.stop();
});

const logins = () => sshd.count(/userauth-request/);

function hop(more: Partial<Hop>): Hop {
  const at = { address: "127.0.0.1", port: sshd.port, username: user.name };
  return { ...at, pinnedHostKey: null, expectedFingerprint: null, ...more };
}

function routeTo(target: Hop, proxy: Hop | null = null): Route {
  const login = { privateKey: key.privateKey, version: "1" };
  return { target, proxy, loginMode: proxy === null ? "platform_key" : "proxy_identity", key: login };
}

/** Meets a host; answers the steps on the way, and what was to be pinned. */
async function meet(more: Partial<Hop>) {
  const steps: ConnectStep[] = [];
  const pinned: HostKey[] = [];
  const acquired = pool.acquire(routeTo(hop(more)), {
    timeoutMs: 10_000,
    signal: new AbortController().signal,
    policy: { allowLoopback: true },
    onStep: (step) => steps.push(step),
    pinHostKey: async (_, shown) => pinned.push(shown) > 0,
  });
  const error = await acquired.then(
    (lease) => lease.release(),
    (refusal: unknown) => refusal,
  );
  return { error, pinned, steps: steps.map(({ name, ok, note }) => [name, ok, note]) };
}

const known = (note: string) => [
  ["dns", true, "no_dns"],
  ["tcp", true, undefined],
  ["host_key", true, note],
  ["login", true, "platform_key"],
];

test.each(types)("a host with several keys is the one that was pinned by its %s key", async (type) => {
  const { error, steps } = await meet({ pinnedHostKey: sshd.hostKeys[types.indexOf(type)]?.line ?? null });
  expect(error).toBeUndefined();
  expect(steps).toEqual(known("as_pinned"));
});

test.each(types)(
  "a host whose %s key was given by its fingerprint is met by that, and it is pinned",
  async (type) => {
    const given = sshd.hostKeys[types.indexOf(type)];
    const { error, pinned, steps } = await meet({ expectedFingerprint: given?.fingerprint ?? null });
    expect(error).toBeUndefined();
    expect(pinned).toEqual([given]);
    expect(steps).toEqual(known("as_given"));
  },
);

test("a host that has no key with the given fingerprint gets no user name, and shows its best one", async () => {
  const before = logins();
  const { error, pinned, steps } = await meet({ expectedFingerprint: makeKeyPair().fingerprint });
  expect(error).toMatchObject({ reason: "host_key", offeredHostKey: sshd.hostKeys[0] });
  expect(steps).toEqual([...known("").slice(0, 2), ["host_key", false, undefined]]);
  expect(pinned).toEqual([]);
  expect(logins()).toBe(before);
});

test("a host that has another key of the pinned type, or no longer one of that type, has changed", async () => {
  const other = await startSshd({
    authorizedKeys: [],
    hostKeyTypes: ["ed25519", "ecdsa"],
    logLevel: "DEBUG1",
  });
  onTestFinished(other.stop);
  for (const index of [0, 2]) {
    const { error } = await meet({ port: other.port, pinnedHostKey: sshd.hostKeys[index]?.line ?? null });
    expect(error).toMatchObject({ reason: "host_key", offeredHostKey: other.hostKeys[0] });
  }
  expect(other.count(/userauth-request/)).toBe(0);
});

test.each(types)("a proxy that logs in itself finds a target's %s key where that was given", async (type) => {
  const given = sshd.hostKeys[types.indexOf(type)] ?? null;
  const proxy = hop({ pinnedHostKey: sshd.hostKeys[0]?.line ?? null });
  const route = routeTo(hop({ expectedFingerprint: given?.fingerprint ?? null }), proxy);
  const lease = await pool.acquire(route, {
    timeoutMs: 10_000,
    signal: new AbortController().signal,
    policy: { allowLoopback: true },
    pinHostKey: async () => false,
  });
  expect((await keyKnownToProxy(lease, route)).key).toEqual(given);
  lease.release();
});
