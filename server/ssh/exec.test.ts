import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testUser } from "../testing/sshd/test-user.ts";
import { type Sshd, startSshd } from "../testing/sshd.ts";
import { type LaunchEnd, launch, type RunningLaunch } from "./exec.ts";
import { makeKeyPair } from "./keys.ts";
import { readOutcome } from "./outcome.ts";
import { ConnectionPool, type Lease } from "./pool.ts";
import type { Launch } from "./remote/launcher.ts";
import type { Route } from "./route.ts";
import { terminate } from "./terminate.ts";

const key = makeKeyPair();
let sshd: Sshd;
let pool: ConnectionPool;
let nextId = 1;

beforeAll(async () => {
  sshd = await startSshd({ authorizedKeys: [key.publicKey] });
  pool = new ConnectionPool();
});
afterAll(async () => {
  pool.close();
  await sshd.stop();
});

async function routeTo(shell = "sh", name?: string): Promise<Route> {
  const user = await testUser({ shell, name } as Parameters<typeof testUser>[0]);
  return {
    target: {
      address: "127.0.0.1",
      port: sshd.port,
      username: user.name,
      pinnedHostKey: sshd.hostKeys[0]?.line ?? null,
      expectedFingerprint: null,
    },
    proxy: null,
    loginMode: "platform_key",
    key: { privateKey: key.privateKey, version: "1" },
  };
}

function acquire(route: Route): Promise<Lease> {
  return pool.acquire(route, {
    timeoutMs: 10_000,
    signal: new AbortController().signal,
    policy: { allowLoopback: true },
    pinHostKey: async () => true,
  });
}

interface Started {
  running: RunningLaunch;
  route: Route;
  lease: Lease;
  launched: Launch;
  process: Promise<{ processGroup: number; directory: string }>;
  output: { stdout: Buffer; stderr: Buffer };
}

async function start(
  script: string | Buffer,
  given: Partial<Launch> & { shell?: string } = {},
): Promise<Started> {
  const route = await routeTo(given.shell);
  const lease = await acquire(route);
  const started = Promise.withResolvers<{ processGroup: number; directory: string }>();
  const output = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
  const launched: Launch = {
    language: "shell",
    script: Buffer.from(script),
    arguments: [],
    environment: {},
    taskLogId: "7",
    installation: "test",
    targetLogId: `${process.pid}${nextId++}`,
    ...given,
  };
  const events = {
    onStarted: started.resolve,
    onOutput: (stream: "stdout" | "stderr", bytes: Buffer) => {
      output[stream] = Buffer.concat([output[stream], bytes]);
    },
  };
  const running = launch(lease, route, launched, events, { startMs: 15_000 });
  return { running, route, lease, launched, process: started.promise, output };
}

async function run(script: string | Buffer, given: Parameters<typeof start>[1] = {}) {
  const started = await start(script, given);
  const end = await started.running.end;
  started.running.acknowledge();
  started.lease.release();
  return {
    end,
    stdout: started.output.stdout.toString(),
    stderr: started.output.stderr.toString(),
    ...started,
  };
}

const exited = (exitCode: number, more: Partial<LaunchEnd> = {}) => ({
  kind: "ended",
  exitCode,
  signal: null,
  outputComplete: true,
  detail: null,
  ...more,
});

test("stdout, stderr and the exit code come back apart and exact", async () => {
  const { end, stdout, stderr } = await run('echo out; echo err >&2; printf "no newline"; exit 3');
  expect(end).toEqual(exited(3));
  expect(stdout).toBe("out\nno newline");
  expect(stderr).toBe("err\n");
});

test.each(["sh", "bash", "dash", "busybox", "fish", "csh", "zsh"])(
  "arguments and environment arrive literally where the login shell is %s",
  async (shell) => {
    const awkward = ["'", '"', "a\nb\n", "$(id)", "`id`", ";", "--help", "", "*", "\\0\\c%s", "é🎉", "!x"];
    awkward.push("x".repeat(100_000));
    const script =
      'for a in "$@"; do printf "<%s>" "$a"; done; printf "[%s]" "$VALUE" "$HOSTRUN_TASK_LOG_ID"; pwd';
    const environment = { VALUE: "$(id) '\"\n\\n" };
    const { end, stdout } = await run(script, { shell, arguments: awkward, environment });
    expect(end).toEqual(exited(0));
    const shown = awkward.map((value) => `<${value}>`).join("");
    expect(stdout.startsWith(`${shown}[$(id) '"\n\\n][7]/`)).toBe(true);
  },
);

const anyArgument = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ unit: fc.constantFrom(..."'\"`$\\;|&<>(){}[]*?!#~=%^ \t\n\r-ä🎉"), maxLength: 40 }),
);
const anyArguments = fc.array(
  anyArgument.map((text) => text.replaceAll("\0", "").toWellFormed()),
  { minLength: 1, maxLength: 8 },
);

test.each(["sh", "bash", "dash", "busybox", "fish", "csh", "zsh"])(
  "any arguments arrive literally where the login shell is %s",
  async (shell) => {
    const script = 'printf "%s\\0" "$@"';
    const arrives = fc.asyncProperty(anyArguments, async (given) => {
      const { end, stdout } = await run(script, { shell, arguments: given });
      expect(end).toEqual(exited(0));
      expect(stdout).toBe(given.map((argument) => `${argument}\0`).join(""));
    });
    await fc.assert(arrives, { numRuns: 12, seed: Number(process.env.HOSTRUN_SEED ?? Date.now()) });
  },
);

test("a script arrives byte for byte: a megabyte, CRLF, no final newline", async () => {
  const script = `cat "$0" | wc -c; exit 0\n${"# line\r\n".repeat(131_000)}# end`;
  const { end, stdout } = await run(script);
  expect(end).toEqual(exited(0));
  expect(Number(stdout)).toBe(Buffer.byteLength(script));
});

test("output arrives byte for byte: NUL, invalid UTF-8, a five-megabyte line", async () => {
  const { end, output } = await run(`printf 'a\\000b\\377\\376'; head -c 5000000 /dev/zero | tr '\\0' x`);
  expect(end).toEqual(exited(0));
  expect(output.stdout.subarray(0, 5)).toEqual(Buffer.from([0x61, 0, 0x62, 0xff, 0xfe]));
  expect(output.stdout.length).toBe(5_000_005);
});

test("exit 255 is the script's own, and stderr with exit 0 is success", async () => {
  expect((await run("exit 255")).end).toEqual(exited(255));
  expect((await run("echo oops >&2; exit 0")).end).toEqual(exited(0));
});

test("a script killed by a signal is told from one that exits so, and keeps its output to itself", async () => {
  const killed = await run("echo mine; kill -KILL $$");
  expect(killed.end).toEqual(exited(137, { signal: "SIGKILL" } as Partial<LaunchEnd>));
  expect(killed).toMatchObject({ stdout: "mine\n", stderr: "" });
  expect((await run("exit 137")).end).toEqual(exited(137));
  expect((await run("sh -c 'kill -KILL $$'; exit $?")).end).toEqual(exited(137));
});

test("a missing interpreter is named, and nothing is started", async () => {
  const { end } = await run("puts 1", { language: "powershell" });
  expect(end).toEqual({ kind: "not_started", reason: "interpreter_missing", detail: "pwsh" });
});

test("each language runs by its interpreter, auto by its own first line", async () => {
  const python = await run("import sys; print(sys.argv[1:])", { language: "python", arguments: ["a b"] });
  expect(python.stdout).toBe("['a b']\n");
  expect((await run('print "$ARGV[0]\\n"', { language: "perl", arguments: ["x"] })).stdout).toBe("x\n");
  const script = '#!/bin/bash\n[[ -n $BASH_VERSION ]] && echo "bash $1"';
  expect((await run(script, { language: "auto", arguments: ["y"] })).stdout).toBe("bash y\n");
  expect((await run("#!/bin/sh\nexit 9", { language: "auto" })).end).toEqual(exited(9));
  expect((await run("echo no first line", { language: "auto" })).end).toMatchObject({ kind: "not_started" });
});

test("a child that holds the streams is waited for a moment, then said", async () => {
  const { end, stdout } = await run("sleep 30 & echo done");
  expect(stdout).toBe("done\n");
  expect(end).toEqual(
    exited(0, { detail: "processes of the script still hold its output" } as Partial<LaunchEnd>),
  );
});

test("the private directory goes once the end is acknowledged, and stays when it is not", async () => {
  const acknowledged = await run("exit 4");
  await expect
    .poll(() => readOutcome(acknowledged.lease, acknowledged.route, acknowledged.launched))
    .toEqual({ result: "nothing_found" });
  const left = await start("exit 5");
  await left.running.end;
  left.running.abandon();
  expect(await readOutcome(left.lease, left.route, left.launched)).toEqual({
    result: "ended",
    exitCode: 5,
  });
});

test("another installation's target log of the same id on the same host is not taken for ours", async () => {
  const theirs = await start("exit 7", { installation: "theirs" });
  await theirs.running.end;
  theirs.running.abandon();
  const { lease, route, launched } = theirs;
  expect(await readOutcome(lease, route, { ...launched, installation: "ours" })).toEqual({
    result: "nothing_found",
  });
  expect(await readOutcome(lease, route, launched)).toEqual({ result: "ended", exitCode: 7 });
});

test("a lost connection is lost, never success, and the outcome can be read later", async () => {
  const signal = `/tmp/hostrun-test-go-${process.pid}`;
  const script = `while ! [ -e ${signal} ]; do sleep 0.1; done; exit 6`;
  const { running, process: started, route, launched } = await start(script);
  await started;
  pool.close();
  expect(await running.end).toMatchObject({ kind: "lost" });
  pool = new ConnectionPool();
  const again = await acquire(route);
  expect(await readOutcome(again, route, launched)).toMatchObject({ result: "still_running" });
  await run(`touch ${signal}`);
  await expect
    .poll(() => readOutcome(again, route, launched), { timeout: 10_000 })
    .toEqual({ result: "ended", exitCode: 6 });
  await run(`rm ${signal}`);
});

test("stopping ends the whole group, children in sessions of their own too, and proves it", async () => {
  const { running, process: started, lease, route } = await start("sleep 300 & setsid sleep 301 & sleep 302");
  const process = await started;
  await expect.poll(() => sleepersOf(route)).toBeGreaterThanOrEqual(3);
  expect(await terminate(lease, route, process, { graceMs: 2_000 })).toEqual({
    outcome: "gone",
    pids: [],
    detail: "ended by TERM",
  });
  await running.end;
  expect(await sleepersOf(route)).toBe(0);
});

test("a script that ignores TERM is ended by KILL after the grace", async () => {
  const { process: started, lease, route } = await start("trap '' TERM; while :; do sleep 1; done");
  const process = await started;
  expect(await terminate(lease, route, process, { graceMs: 300 })).toMatchObject({
    outcome: "gone",
    detail: "ended by KILL",
  });
});

/** How many `sleep 30x` the test user has. */
async function sleepersOf(route: Route): Promise<number> {
  const { stdout } = await run(`ps -u ${route.target.username} -o args= | grep -c '^sleep 30[012]' || :`);
  return Number(stdout);
}
