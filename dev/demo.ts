import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { createTRPCClient, httpLink } from "@trpc/client";
import { issueTokenByCommand } from "../server/api-token/issue.ts";
import { env } from "../server/env.ts";
import type { AppRouter } from "../server/router.ts";
import { sampleOf } from "../server/sample/scripts.ts";
import { type ManagerStandIn, startManagerStandIn } from "./manager/stand-in.ts";
import type { Running } from "./start.ts";
import { say, tellAddress, untilEnded } from "./until-ended.ts";

/** How long the sample may take. */
const patienceMs = 60_000;

type Api = ReturnType<typeof createTRPCClient<AppRouter>>;

// The demo is for this machine alone: its sandbox lets scripts run here.
process.env.HOSTRUN_HOST ??= "127.0.0.1";
process.env.LOG_LEVEL ??= "warn";
const settings = env();
const messageCentre = await ownMessageCentre();
const exit = process.argv.includes("--exit");

await untilEnded({ env: settings, web: true, worker: true, sandbox: true, dev: false }, async (running) => {
  await runSample(running);
  await tellAddress(running);
  if (messageCentre !== null) say(`Notices of failed runs: ${messageCentre.url}`);
  if (!exit) say("Ctrl-C ends it.");
  return exit;
}).finally(() => messageCentre?.close());

/** Where nobody named a message centre, one that shows on a page what it is told; the worker inherits where it is. */
async function ownMessageCentre(): Promise<ManagerStandIn | null> {
  if (settings.MANAGER_URL !== undefined) return null;
  const token = randomBytes(16).toString("hex");
  const manager = await startManagerStandIn({ token });
  process.env.MANAGER_URL = manager.url;
  process.env.MANAGER_TOKEN = token;
  process.env.MANAGER_RECEIVERS ??= "demo";
  return manager;
}

/** Runs a script on the sandbox through the API, with a token, like anybody. */
async function runSample({ database, admin, url, sandboxTargetId }: Running): Promise<void> {
  const hour = new Date(Date.now() + 3_600_000).toISOString();
  const name = `demo ${randomBytes(4).toString("hex")}`;
  const { token } = await issueTokenByCommand(database, {
    email: admin.email,
    name,
    scope: "write",
    expiresAt: hour,
  });
  const api = createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${url}/api/trpc`, headers: { authorization: `Bearer ${token}` } })],
  });
  const taskLogId = await startSample(api, sandboxTargetId === null ? [] : [sandboxTargetId]);
  await untilRunEnded(api, taskLogId);
  const { items } = await api.taskLog.targets.query({ id: taskLogId });
  for (const { targetLogId, state, exitCode } of items) {
    for (const stream of ["stdout", "stderr"] as const) {
      const { chunks } = await api.targetLog.output.query({ id: targetLogId, stream });
      const text = chunks.map((chunk) => ("text" in chunk ? chunk.text : "")).join("");
      say(`\n${stream}:\n${text.trimEnd()}`);
    }
    say(`\nexit code: ${exitCode ?? `none (${state})`}`);
    if (exitCode !== 0) process.exitCode = 1;
  }
}

/** The sample that takes arguments; where somebody took it away, one of the demo's own. */
async function startSample(api: Api, targetIds: number[]): Promise<number> {
  const { name, content, arguments: words } = sampleOf("hello");
  const known = (await api.task.list.query({ search: name })).items.find((task) => task.name === name);
  if (known !== undefined) return (await api.task.run.mutate({ id: known.id })).taskLogId;
  const script = { name: `demo ${name}`, language: "shell" as const, content };
  const { id: scriptId } = await api.script.create.mutate(script);
  const task = { name, type: "immediate" as const, scriptId, targetIds, arguments: words };
  const { id } = await api.task.create.mutate(task);
  return (await api.task.run.mutate({ id })).taskLogId;
}

async function untilRunEnded(api: Api, id: number): Promise<void> {
  for (const until = performance.now() + patienceMs; performance.now() < until; await delay(100)) {
    if ((await api.taskLog.get.query({ id })).endedAt !== null) return;
  }
  throw new Error(`the sample did not end within ${patienceMs / 1000} s`);
}
