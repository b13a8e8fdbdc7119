import { generateKeyPairSync } from "node:crypto";
import { type AddressInfo, connect as dialPort } from "node:net";
import ssh2, { type AuthenticationType } from "ssh2";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type TestUser, testUser } from "../testing/sshd/test-user.ts";
import { type Sshd, startSshd } from "../testing/sshd.ts";
import { startTcpProxy, type TcpProxy } from "../testing/tcp-proxy.ts";
import { Connection } from "./connection.ts";
import { launch } from "./exec.ts";
import { makeKeyPair, parseHostKeyLine, publicKeyOf } from "./keys.ts";
import { keyLogin } from "./login.ts";
import { ConnectionPool } from "./pool.ts";
import type { Hop, LoginKey, Route } from "./route.ts";
import { SessionAhead } from "./session-ahead.ts";
import { SignatureAtOnce } from "./signature-at-once.ts";
import type { ConnectStep } from "./steps.ts";

const key = makeKeyPair();
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const rsaKey = rsa.privateKey.export({ type: "pkcs1", format: "pem" }).toString();
let user: TestUser;
let sshd: Sshd;
let cable: TcpProxy;
let pool: ConnectionPool;
let nextId = 1;

beforeAll(async () => {
  user = await testUser({ name: "trips" });
  sshd = await startSshd({ authorizedKeys: [key.publicKey, publicKeyOf(rsaKey)], logLevel: "DEBUG1" });
  cable = await startTcpProxy({ port: sshd.port });
});
afterAll(async () => {
  await cable.close();
  await sshd.stop();
});
beforeAll(() => {
  pool = new ConnectionPool();
  return () => pool.close();
});

function routeTo(more: Partial<Hop> = {}, privateKey = key.privateKey): Route {
  const pinnedHostKey = sshd.hostKeys[0]?.line ?? null;
  const at = { address: "127.0.0.1", port: cable.port, username: user.name };
  const loginKey: LoginKey = { privateKey, version: String(nextId++) };
  const target = { ...at, pinnedHostKey, expectedFingerprint: null, ...more };
  return { target, proxy: null, loginMode: "platform_key", key: loginKey };
}

function acquire(route: Route, onStep: (step: ConnectStep) => void = () => {}) {
  return pool.acquire(route, {
    timeoutMs: 10_000,
    signal: new AbortController().signal,
    policy: { allowLoopback: true },
    pinHostKey: async () => false,
    onStep,
  });
}

/** Runs a script over the pool; answers how it ended, and the round trips to its start, once connected. */
async function run(route: Route, script: string, over = cable) {
  const lease = await acquire(route);
  const before = over.roundTrips;
  let untilStarted = -1;
  const running = launch(
    lease,
    route,
    {
      language: "shell",
      script: Buffer.from(script),
      arguments: [],
      environment: {},
      taskLogId: "7",
      installation: "test",
      targetLogId: `${process.pid}6${nextId++}`,
    },
    {
      onStarted: () => {
        untilStarted = over.roundTrips - before;
      },
      onOutput: () => {},
    },
    { startMs: 10_000 },
  );
  const end = await running.end;
  running.acknowledge();
  lease.release();
  return { end, untilStarted };
}

/** Runs a command to its end; answers its exit code. */
async function exitOf(connection: Connection, command: string): Promise<number> {
  const channel = await connection.exec(command, "script", AbortSignal.timeout(5_000));
  channel.resume();
  return new Promise((resolve) => channel.once("close", resolve));
}

/** For what a server does by itself, a moment later. */
const patience = { timeout: 10_000 };

/** Session channels that a server has seen opened, whatever ran in them. */
const channels = (server: Sshd) => server.count(/new session \[server-session\]/);
const asked = (method: string) =>
  sshd.count(new RegExp(`userauth-request for user \\S+ service \\S+ method ${method}`));

test.each([
  ["Ed25519", key.privateKey],
  ["RSA", rsaKey],
])(
  "a login with the platform's key takes one round trip: %s, signed at once and nothing asked before",
  async (_, privateKey) => {
    const before = { none: asked("none"), key: asked("publickey") };
    const tripsAt: Record<string, number> = {};
    const route = routeTo({}, privateKey);
    const lease = await acquire(route, ({ name }) => {
      tripsAt[name] = cable.roundTrips;
    });
    lease.release();
    expect((tripsAt.login ?? 0) - (tripsAt.host_key ?? 0)).toBe(1);
    expect(asked("none") - before.none).toBe(0);
    expect(asked("publickey") - before.key).toBe(1);
  },
);

test("a server that refuses a signature it did not ask for is asked first, and let in", async () => {
  const seen: string[] = [];
  const hostKey = makeKeyPair();
  const server = new ssh2.Server({ hostKeys: [hostKey.privateKey] }, (client) => {
    client.on("error", () => {});
    client.on("authentication", (ask) => {
      const signed = ask.method === "publickey" && ask.signature !== undefined;
      seen.push(signed ? "signature" : ask.method);
      if (signed && !seen.includes("publickey")) ask.reject(["publickey"]);
      else ask.accept();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const lease = await acquire(routeTo({ port, pinnedHostKey: parseHostKeyLine(hostKey.publicKey).line }));
  expect(seen).toEqual(["signature", "publickey", "signature"]);
  lease.connection.end();
  lease.release();
  server.close();
});

test("a key that the server does not know is refused as such, however few attempts it allows", async () => {
  const strict = await startSshd({ authorizedKeys: [key.publicKey], lines: ["MaxAuthTries 1"] });
  onTestFinished(strict.stop);
  const stranger = makeKeyPair().privateKey;
  for (const server of [sshd, strict]) {
    const at = { port: server.port, pinnedHostKey: server.hostKeys[0]?.line ?? null };
    await expect(acquire(routeTo(at, stranger))).rejects.toMatchObject({ reason: "auth", retryable: false });
  }
});

test("where ssh2 is made otherwise, a key is asked about as ssh2 does, and no session is opened ahead", () => {
  const other = {} as ssh2.Client;
  const login = keyLogin("somebody", { privateKey: key.privateKey, version: "1" });
  const signature = new SignatureAtOnce(other);
  expect(signature.next(login, null, false)).toMatchObject({ type: "publickey" });
  expect(signature.next(login, ["publickey"] as AuthenticationType[], false)).toBeNull();
  const ahead = new SessionAhead(other);
  ahead.open();
  expect(ahead.exec("true", () => {})).toBe(false);
});

test("on a connection that was of use, a script starts in two round trips: its session was opened ahead", async () => {
  const route = routeTo();
  const opened = channels(sshd);
  const first = await run(route, "exit 3");
  expect(first.end).toMatchObject({ exitCode: 3 });
  expect(first.untilStarted).toBeGreaterThanOrEqual(3);
  for (const code of [4, 5]) {
    await expect.poll(() => channels(sshd) - opened, patience).toBe(code - 2);
    expect(await run(route, `exit ${code}`)).toMatchObject({ end: { exitCode: code }, untilStarted: 2 });
  }
  // The last one's too, which the next test would count as its own.
  await expect.poll(() => channels(sshd) - opened, patience).toBe(4);
});

test("a session opened ahead starts nothing on the host until a script is to run", async () => {
  const [opened, sessions] = [channels(sshd), sshd.sessions()];
  await run(routeTo(), "true");
  await expect.poll(() => channels(sshd) - opened, patience).toBe(2);
  expect(sshd.sessions() - sessions).toBe(1);
});

test.each([1, 2])(
  "a server that allows %i sessions at once runs one script after another, and those at once in turn",
  async (maxSessions) => {
    const narrow = await startSshd({ authorizedKeys: [key.publicKey], logLevel: "DEBUG1", maxSessions });
    onTestFinished(narrow.stop);
    const route = routeTo({ port: narrow.port, pinnedHostKey: narrow.hostKeys[0]?.line ?? null });
    for (const code of [1, 2, 3, 4])
      expect((await run(route, `exit ${code}`)).end).toMatchObject({ exitCode: code });
    const ends = await Promise.all([5, 6, 7].map((code) => run(route, `exit ${code}`)));
    expect(ends.map(({ end }) => end)).toMatchObject([{ exitCode: 5 }, { exitCode: 6 }, { exitCode: 7 }]);
    expect(narrow.sessions()).toBe(7);
  },
);

test("a session that the server closed before it was wanted is replaced, and the command runs", async () => {
  const hostKey = makeKeyPair();
  const closings: (() => void)[] = [];
  const server = new ssh2.Server({ hostKeys: [hostKey.privateKey] }, (client) => {
    client.on("error", () => {});
    client.on("authentication", (ask) => ask.accept());
    client.on("session", (accept) => {
      const session = accept();
      const { _chanInfo } = session as unknown as { _chanInfo: { outgoing: { id: number } } };
      const { _protocol } = client as unknown as { _protocol: { channelClose(id: number): void } };
      closings.push(() => _protocol.channelClose(_chanInfo.outgoing.id));
      session.on("exec", (acceptExec, _, { command }) => {
        const channel = acceptExec();
        channel.exit(Number(command));
        channel.end();
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const { connection } = await acquire(
    routeTo({ port, pinnedHostKey: parseHostKeyLine(hostKey.publicKey).line }),
  );
  expect(await exitOf(connection, "4")).toBe(4);
  await expect.poll(() => closings.length, patience).toBe(2);
  closings[1]?.();
  expect(await exitOf(connection, "5")).toBe(5);
  connection.end();
  server.close();
});

test("a session that ssh2 does not keep back runs nothing of ours, and the next command runs in one of its own", async () => {
  const client = new ssh2.Client();
  const connection = new Connection(client);
  client.on("error", () => {});
  const sock = dialPort({ port: sshd.port, host: "127.0.0.1" });
  await new Promise<void>((resolve) => {
    client.once("ready", () => resolve());
    client.connect({ sock, username: user.name, privateKey: key.privateKey });
  });
  const ahead = new SessionAhead(client);
  ahead.open();
  // As if ssh2 asked for commands in another way than the one that was looked for.
  Reflect.deleteProperty((client as unknown as { _protocol: object })._protocol, "exec");
  const failed = new Promise<Error | undefined>((resolve) => {
    expect(ahead.exec("exit 9", (error) => resolve(error))).toBe(true);
  });
  expect(await failed).toBeInstanceOf(Error);
  ahead.open();
  expect(ahead.exec("exit 9", () => {})).toBe(false);
  expect(await exitOf(connection, "exit 9")).toBe(9);
  connection.end();
});
