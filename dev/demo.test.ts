import { type ChildProcess, execFile, spawn } from "node:child_process";
import { chmod, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { createTRPCClient, httpLink, TRPCClientError } from "@trpc/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AppRouter } from "../server/router.ts";
import { freePort } from "./free-port.ts";
import { findRunningPostgres } from "./postgres/embedded.ts";
import { processLives } from "./process.ts";

const root = path.join(import.meta.dirname, "..");
const isRoot = process.getuid?.() === 0;
const email = "admin@hostrun.local";

/** A first start makes a database, its tables and a key, starts every part, and runs a script. */
const startMs = 150_000;

let data: string;
let settings: NodeJS.ProcessEnv;
let url: string;
let demo: ChildProcess;
let output = "";
const keep = (chunk: Buffer): void => {
  output += chunk;
};
let api: ReturnType<typeof createTRPCClient<AppRouter>>;

beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), "hostrun-demo-"));
  await chmod(data, 0o755);
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  settings = { ...process.env, HOSTRUN_DATA_DIR: data, PORT: String(port), HOSTRUN_HEARTBEAT_SECONDS: "1" };
  demo = spawn(process.execPath, ["dev/demo.ts"], {
    cwd: root,
    env: settings,
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [demo.stdout, demo.stderr]) stream?.on("data", keep);
  await until(() => output.includes("Ctrl-C") || demo.exitCode !== null, startMs);
  api = createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${url}/api/trpc`, headers: { authorization: `Bearer ${await makeToken()}` } })],
  });
});
afterAll(async () => {
  demo?.kill("SIGKILL");
  await (await findRunningPostgres(path.join(data, "postgres")))?.stop();
  await rm(data, { recursive: true, force: true });
});

test("the demo runs a script on the sandbox and says how it ended and where to sign in", async () => {
  expect(output).toContain("Hello from");
  expect(output).toContain("arguments: one two words");
  expect(output).toMatch(/stderr:\nthis line goes to stderr/);
  expect(output).toContain("exit code: 0");
  expect(output).toContain(url);
  expect(output).toMatch(new RegExp(`${email}, password \\S{20}`));
  const { items } = await api.taskLog.list.query({});
  expect(items).toMatchObject([
    { state: "succeeded", trigger: "api", executedBy: email, counts: { succeeded: 1 } },
  ]);
});

test("a token made at the terminal of a running product is good, and a wrong one is not", async () => {
  expect((await api.target.list.query({})).items).toMatchObject([{ name: "sandbox", sandbox: true }]);
  const wrong = createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${url}/api/trpc`, headers: { authorization: "Bearer hrt_1_wrong" } })],
  });
  await expect(wrong.target.list.query({})).rejects.toBeInstanceOf(TRPCClientError);
});

test("a failed run is told to the demo's message centre, which shows it on a page", async () => {
  const [, page = ""] = /^Notices of failed runs: (http:\/\/127\.0\.0\.1:\d+)$/m.exec(output) ?? [];
  await runOnSandbox("echo '<b>the disk is full</b>' >&2; exit 3");
  let shown = "";
  await until(async () => {
    shown = await (await fetch(page)).text();
    // The second call brings the receivers: until it came, the page names none.
    return shown.includes("the disk is full") && shown.includes("→ demo");
  });
  expect(shown).not.toContain("<b>");
  expect(shown).toContain("sandbox");
});

test("the doctor finds nothing wrong with a running product, and looks at every part", async () => {
  const words = ["bin/hostrun", "doctor"];
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: root, env: settings });
  const lines = stdout.trimEnd().split("\n");
  expect(lines.at(-1)).toBe(`${lines.length - 1} ok, 0 wrong, 0 not looked at`);
  for (const part of [
    "web",
    "worker",
    "master key",
    "role",
    "row-level security",
    "final rows",
    "migrations",
  ]) {
    expect(stdout).toMatch(new RegExp(`^ok +${part} `, "m"));
  }
});

test.runIf(isRoot)(
  "a script in the sandbox reaches neither the master key nor the database's files nor a worker's environment",
  async () => {
    const worker = await workerPid();
    const places = [
      path.join(data, "master.key"),
      path.join(data, "session-secret"),
      `/proc/${worker}/environ`,
    ];
    const folders = [path.join(data, "postgres/data"), path.join(data, "sandbox")];
    const passwords = ["hostrun", "postgres"].map((role) => path.join(data, `postgres/${role}.password`));
    for (const file of [...places, ...passwords]) expect((await readFile(file)).length).toBeGreaterThan(0);
    for (const folder of folders) expect((await readdir(folder)).length).toBeGreaterThan(0);
    const reads = [...places, ...passwords].map((file) => `cat '${file}' && echo reached`);
    const lists = folders.map((folder) => `ls '${folder}' && echo reached`);
    const { stdout, stderr } = await runOnSandbox(
      [...reads, ...lists, `kill -0 ${worker} && echo reached`, "env"].join("\n"),
    );
    expect(stdout).not.toContain("reached");
    expect(stderr.match(/denied|not permitted/gi)?.length).toBe(reads.length + lists.length + 1);
    expect(stdout).not.toContain("DATABASE_URL");
    expect(stdout).toContain("PWD=");
  },
);

test("a worker and a database that are killed are started again, and a run goes on", async () => {
  const before = await workerPid();
  process.kill(before, "SIGKILL");
  const server = await findRunningPostgres(path.join(data, "postgres"));
  if (server === null) throw new Error("no database");
  process.kill(server.pid, "SIGKILL");
  await until(async () => ![null, before].includes(await findWorker()));
  await until(async () => {
    const answer = await runOnSandbox("echo again").catch(() => null);
    return answer?.stdout === "again\n";
  });
});

test("Ctrl-C ends every part, and the exit code is 0", async () => {
  const parts = [await workerPid(), ...(await childrenOf(demo.pid ?? 0))];
  const server = await findRunningPostgres(path.join(data, "postgres"));
  demo.kill("SIGINT");
  await until(() => demo.exitCode !== null || demo.signalCode !== null);
  expect(demo.exitCode).toBe(0);
  await until(() => ![...parts, server?.pid ?? 0].some(processLives));
});

async function makeToken(): Promise<string> {
  const words = ["bin/hostrun", "token", "create", "--user", email, "--scope", "admin"];
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: root, env: settings });
  return stdout.trim().split("\n").at(-1) ?? "";
}

async function runOnSandbox(content: string): Promise<{ stdout: string; stderr: string }> {
  const name = `test ${crypto.randomUUID()}`;
  const { id: scriptId } = await api.script.create.mutate({ name, language: "shell", content });
  const sandbox = (await api.target.list.query({})).items.map((item) => item.id);
  const task = { name, type: "immediate" as const, scriptId, targetIds: sandbox, start: true };
  const { taskLogId } = await api.task.create.mutate(task);
  if (taskLogId === null) throw new Error("not started");
  await until(async () => (await api.taskLog.get.query({ id: taskLogId })).endedAt !== null);
  const [host] = (await api.taskLog.targets.query({ id: taskLogId })).items;
  const read = async (stream: "stdout" | "stderr") => {
    const { chunks } = await api.targetLog.output.query({ id: host?.targetLogId ?? 0, stream });
    return chunks.map((chunk) => ("text" in chunk ? chunk.text : "")).join("");
  };
  return { stdout: await read("stdout"), stderr: await read("stderr") };
}

/** The living worker of the demo. Never 0, to which a signal would reach this very process and its group. */
async function workerPid(): Promise<number> {
  const pid = await findWorker();
  if (pid === null) throw new Error(`the demo has no worker; it said:\n${output}`);
  return pid;
}

async function findWorker(): Promise<number | null> {
  for (const pid of await childrenOf(demo.pid ?? 0)) {
    const words = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    if (words.includes("worker/index.ts")) return pid;
  }
  return null;
}

async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  return text.split(" ").filter(Boolean).map(Number);
}

async function until(condition: () => boolean | Promise<boolean>, patienceMs = 45_000): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited in vain; the demo said:\n${output}`);
}
