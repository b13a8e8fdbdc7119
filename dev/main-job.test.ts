import { execFile, spawn } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { endDescendants } from "../server/testing/sshd/descendants.ts";
import { processesMarked } from "../server/testing/sshd/marked-processes.ts";
import { identityOf, type TestUser, testUser } from "../server/testing/sshd/test-user.ts";
import { type Sshd, startSshd } from "../server/testing/sshd.ts";
import { type Product, startProduct } from "./testing/product.ts";

/** The four ways to a host: on its own address twice, and behind a proxy in each login mode. */
const ways = ["direct one", "direct two", "behind, platform's key", "behind, proxy's own login"] as const;
type Way = (typeof ways)[number];

let product: Product;
let user: TestUser;
let proxy: Sshd;
let folder: string;
const sshds = {} as Record<Way, Sshd>;
const targetIds = {} as Record<Way, number>;

beforeAll(async () => {
  user = await testUser({ name: "main-job" });
  folder = await mkdtemp(path.join(tmpdir(), "hostrun-main-job-"));
  await chmod(folder, 0o755);
  product = await startProduct({ HOSTRUN_ALLOW_LOOPBACK_TARGETS: "true", HOSTRUN_HEARTBEAT_SECONDS: "1" });
  const made = await product.command([
    "token",
    "create",
    "--user",
    "admin@hostrun.local",
    "--scope",
    "admin",
  ]);
  await writeFile(path.join(folder, "token"), `Authorization: Bearer ${made.lastLine}\n`, { mode: 0o600 });
  const { publicKey } = await get("/keys/current");
  const identity = await identityOf(user);
  const open = (key: string) => startSshd({ authorizedKeys: [key], logLevel: "DEBUG1" });
  proxy = await open(publicKey);
  for (const way of ways) sshds[way] = await open(way.includes("own login") ? identity : publicKey);
});
afterAll(async () => {
  await product?.stop();
  await Promise.all([...Object.values(sshds), proxy].map((sshd) => sshd?.stop()));
  await rm(folder, { recursive: true, force: true });
});

/** Words for a `curl` that shows the token, which stands in a file and never among them. */
const curlWords = (address: string) => [
  "-sS",
  "--header",
  `@${path.join(folder, "token")}`,
  `${product.url}/api/v1${address}`,
];

/** One call of the API, by curl. */
async function call(method: string, address: string, body?: object, more: string[] = []) {
  const json = ["--header", "content-type: application/json", "--data-binary", JSON.stringify(body)];
  const words = [...curlWords(address), "-X", method, "-w", "\n%{http_code}", ...(body ? json : []), ...more];
  const { stdout } = await promisify(execFile)("curl", words);
  const end = stdout.lastIndexOf("\n");
  const [text, status] = [stdout.slice(0, end), Number(stdout.slice(end))];
  if (status !== 200) throw new Error(`${method} ${address}: ${status} ${text}`);
  return JSON.parse(text);
}

const get = (address: string) => call("GET", address);

async function download(targetLogId: number, stream: "stdout" | "stderr"): Promise<string> {
  return (await promisify(execFile)("curl", curlWords(`/target-logs/${targetLogId}/${stream}`))).stdout;
}

/** Makes a task of a script on these ways and starts it: the run's id. */
async function start(content: string, given: { on?: readonly Way[]; arguments?: string[] } = {}) {
  const name = `main job ${crypto.randomUUID()}`;
  const { id: scriptId } = await call("POST", "/scripts", { name, language: "shell", content });
  const { taskLogId } = await call("POST", "/tasks", {
    name,
    type: "immediate",
    scriptId,
    targetIds: (given.on ?? ways).map((way) => targetIds[way]),
    arguments: given.arguments ?? [],
    stopGraceSeconds: 2,
    start: true,
  });
  return taskLogId as number;
}

interface Row {
  targetLogId: number;
  hostName: string;
  state: string;
  reason: string | null;
  exitCode: number | null;
  stdoutBytes: number;
}

async function rowsOf(taskLogId: number): Promise<Row[]> {
  return (await get(`/task-logs/${taskLogId}/targets?sort=position`)).items;
}

async function ended(taskLogId: number) {
  await until(async () => (await get(`/task-logs/${taskLogId}`)).endedAt !== null);
  return { run: await get(`/task-logs/${taskLogId}`), rows: await rowsOf(taskLogId) };
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  await expect.poll(condition, { timeout: 20_000, interval: 50 }).toBe(true);
}

test("a proxy and each target is made, tested and pinned, on its own address and behind the proxy", async () => {
  const { id: proxyId } = await call("POST", "/proxies", {
    name: "proxy",
    username: user.name,
    address: "127.0.0.1",
    port: proxy.port,
  });
  expect(await call("POST", `/proxies/${proxyId}/test`)).toMatchObject({ ok: true });
  for (const way of ways) {
    const { id } = await call("POST", "/targets", {
      name: way,
      username: user.name,
      address: "127.0.0.1",
      port: sshds[way].port,
      ...(way.startsWith("behind") ? { proxyId } : {}),
      ...(way.includes("own login") ? { loginMode: "proxy_identity" } : {}),
    });
    targetIds[way] = id;
    expect(await call("POST", `/targets/${id}/test`)).toMatchObject({ ok: true, status: "ok" });
    expect(await get(`/targets/${id}`)).toMatchObject({
      hostKeyFingerprint: sshds[way].hostKeys[0]?.fingerprint,
      hostKeyPinned: true,
    });
  }
});

test("the audit has the address of the socket, whatever forwarding headers claim", async () => {
  const forged = ["X-Forwarded-For: 203.0.113.7", "X-Real-IP: 203.0.113.7", "Forwarded: for=203.0.113.7"];
  const script = { name: "from elsewhere", language: "shell", content: "true" };
  await call(
    "POST",
    "/scripts",
    script,
    forged.flatMap((header) => ["--header", header]),
  );
  const { items } = await get("/audit?pageSize=1");
  expect(items).toMatchObject([{ action: "script.create", via: "token", address: "127.0.0.1" }]);
});

/** Answers at once on each way, then waits until a file is there; fails on the host whose port it was given. */
const patientScript = `
echo "begun: $2"
n=0; while [ ! -e "$3" ] && [ $n -lt 400 ]; do sleep 0.05; n=$((n + 1)); done
port=$(echo "$SSH_CONNECTION" | cut -d" " -f4)
echo "port $port"
echo problem >&2
if [ "$port" = "$1" ]; then exit 3; fi
`;

test("a run is followed with curl while it goes on, and every exit code and stream is there at its end", async () => {
  const gate = path.join(folder, "gate");
  const failing = sshds["direct two"].port;
  const taskLogId = await start(patientScript, { arguments: [String(failing), "it's $(here)", gate] });
  const [first] = await rowsOf(taskLogId);
  const { said, closed } = follow(`/task-logs/${taskLogId}/watch?targetLogId=${first?.targetLogId}`);
  await until(() => said().includes("begun: it's $(here)"));
  await until(async () => (await rowsOf(taskLogId)).every((row) => row.stdoutBytes > 0));
  expect(said()).not.toContain("event: end");
  await writeFile(gate, "");
  expect(await closed).toBe(0);
  expect(said()).toContain(`port ${sshds["direct one"].port}`);
  expect(said()).toContain("event: end");
  const { run, rows } = await ended(taskLogId);
  expect(run).toMatchObject({ state: "failed", trigger: "api", counts: { succeeded: 3, failed: 1 } });
  expect(rows.map((row) => [row.hostName, row.state, row.exitCode])).toEqual([
    ["direct one", "succeeded", 0],
    ["direct two", "failed", 3],
    ["behind, platform's key", "succeeded", 0],
    ["behind, proxy's own login", "succeeded", 0],
  ]);
  for (const row of rows) {
    const port = sshds[row.hostName as Way].port;
    expect(await download(row.targetLogId, "stdout")).toBe(`begun: it's $(here)\nport ${port}\n`);
    expect(await download(row.targetLogId, "stderr")).toBe("problem\n");
  }
});

/** A `curl -N` on an event stream: what it has shown so far, and its exit code. */
function follow(address: string) {
  const curl = spawn("curl", ["-N", ...curlWords(address)], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void curl.kill());
  let said = "";
  curl.stdout.on("data", (part: Buffer) => (said += part));
  return { said: () => said, closed: new Promise<number | null>((resolve) => curl.once("close", resolve)) };
}

test("a long run that is cancelled ends on every host, and no process of it is left", async () => {
  const taskLogId = await start("setsid sleep 4711 & echo begun; sleep 4712");
  const marks = (await rowsOf(taskLogId)).map((row) => `HOSTRUN_TARGET_LOG_ID=${row.targetLogId}`);
  const processes = async () => (await Promise.all(marks.map(processesMarked))).map((pids) => pids.length);
  await until(async () => (await rowsOf(taskLogId)).every((row) => row.stdoutBytes > 0));
  await expect.poll(processes, { timeout: 10_000 }).toEqual([3, 3, 3, 3]);
  await call("POST", `/task-logs/${taskLogId}/cancel`);
  const { run, rows } = await ended(taskLogId);
  expect(run).toMatchObject({ state: "cancelled", counts: { cancelled: 4 } });
  expect(rows.map((row) => row.state)).toEqual(Array(4).fill("cancelled"));
  expect(await processes()).toEqual([0, 0, 0, 0]);
});

test.each(ways.filter((way) => way !== "direct two"))(
  "a changed host key (%s) is refused with no credential sent, until it is trusted",
  async (way) => {
    const sshd = sshds[way];
    const id = targetIds[way];
    await endDescendants(sshd.pid);
    await sshd.restart({ newHostKeys: true });
    const offered = sshd.hostKeys[0]?.fingerprint;
    const credentials = sshd.count(/userauth-request/);
    const visits = sshd.count(/Connection from /);
    for (const _again of [1, 2]) {
      const { rows } = await ended(await start("echo never", { on: [way] }));
      expect(rows).toMatchObject([{ state: "unreachable", reason: "host_key", stdoutBytes: 0 }]);
    }
    expect(sshd.count(/Connection from /)).toBeGreaterThan(visits);
    expect(sshd.count(/userauth-request/)).toBe(credentials);
    expect(await get(`/targets/${id}`)).toMatchObject({ status: "host_key_changed" });
    expect((await get(`/targets/${id}`)).offeredHostKeyFingerprint).toBe(offered);
    await call("POST", `/targets/${id}/trustHostKey`, { fingerprint: offered });
    const { rows } = await ended(await start("echo again", { on: [way] }));
    expect(rows).toMatchObject([{ state: "succeeded", exitCode: 0 }]);
  },
);
