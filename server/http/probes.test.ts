import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { sql } from "drizzle-orm";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { openDatabase } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { countRequest } from "../metrics.ts";
import { openTestApi, type TestApi } from "../testing/api.ts";
import { makeRun, makeWorker } from "../testing/factories.ts";
import { serveForTest } from "../testing/http-server.ts";
import { makeBrowser, makePerson, makeToken } from "../testing/web.ts";
import { answerHealth } from "./health.ts";
import { answerMetrics } from "./metrics.ts";
import { answerReady } from "./ready.ts";

const metricsToken = "a token for the scraper alone";

let api: TestApi;
let admin: { bearer: string };
beforeAll(async () => {
  api = await openTestApi(
    async (request, runtime) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/api/health") return answerHealth();
      if (pathname === "/api/ready") return answerReady(async () => runtime);
      return answerMetrics(request, runtime);
    },
    { HOSTRUN_METRICS_TOKEN: metricsToken.replaceAll(" ", "-") },
  );
  admin = await makeToken(
    api.db.database,
    await makePerson(api.db.database, { role: "system_admin" }),
    "read",
  );
});
afterAll(() => api?.close());

beforeEach(() => change("delete from worker"));

async function ready(url = api.url) {
  const response = await fetch(`${url}/api/ready`);
  return { status: response.status, ...(await response.json()) };
}

async function change(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: api.db.url });
  await client.connect();
  try {
    await client.query("select set_config('hostrun.scope', 'all', false)");
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** The numbers by name and labels. */
async function metrics(bearer: string | null, url = api.url) {
  const headers = bearer === null ? undefined : { authorization: `Bearer ${bearer}` };
  const response = await fetch(`${url}/api/metrics`, { headers });
  const text = await response.text();
  const lines = text.split("\n").filter((line) => !line.startsWith("#") && line !== "");
  const values = Object.fromEntries(lines.map((line) => line.split(/ (?=\S+$)/)));
  return { status: response.status, values: values as Record<string, string>, text };
}

test("it is healthy without a database, and ready only with one", async () => {
  const nowhere = openDatabase(
    { url: "postgres://nobody@127.0.0.1:1/x", role: null },
    { max: 1, name: "test" },
  );
  onTestFinished(() => nowhere.close());
  const server = await serveForTest(async (request) =>
    request.url.endsWith("/health")
      ? answerHealth()
      : answerReady(async () => ({ ...api.runtime, database: nowhere })),
  );
  onTestFinished(() => server.close());
  expect((await fetch(`${server.url}/api/health`)).status).toBe(200);
  expect(await ready(server.url)).toMatchObject({
    status: 503,
    ready: false,
    failed: ["database", "migrations", "worker", "walls"],
  });
});

test("it is not ready while the process could not even be opened", async () => {
  const response = await answerReady(() => Promise.reject(new Error("no database yet")));
  expect(response.status).toBe(503);
  expect(await response.text()).not.toContain("no database yet");
});

test("it is ready while the database is current, its walls stand and a worker takes runs", async () => {
  await makeWorker(api.world);
  expect(await ready()).toEqual({
    status: 200,
    ready: true,
    checks: { database: true, migrations: true, worker: true, walls: true },
    failed: [],
  });
});

test.each([
  ["worker", "select", "select"],
  ["worker", "insert into worker (host, pid, version, draining) values ('a', 1, 'a', true)", "select"],
  [
    "worker",
    "insert into worker (host, pid, version, heartbeat_at) values ('a', 1, 'a', now() - interval '1 hour')",
    "select",
  ],
  [
    "walls",
    "insert into worker (host, pid, version) values ('a', 1, 'a'); alter table e_script no force row level security",
    "alter table e_script force row level security",
  ],
  [
    "migrations",
    "insert into worker (host, pid, version) values ('a', 1, 'a'); update drizzle.__drizzle_migrations set created_at = created_at - 1000000000000",
    "update drizzle.__drizzle_migrations set created_at = created_at + 1000000000000",
  ],
])("it is not ready, and says %s alone, after: %s", async (part, breaking, mending) => {
  await change(breaking);
  onTestFinished(() => change(mending));
  expect(await ready()).toMatchObject({ status: 503, ready: false, failed: [part] });
});

test("the numbers are for the scraper's token and for a system admin's, and for nobody else", async () => {
  const scraper = metricsToken.replaceAll(" ", "-");
  expect((await metrics(null)).status).toBe(401);
  expect((await metrics(`${scraper}x`)).status).toBe(401);
  expect((await metrics(api.token.bearer)).status).toBe(403);
  expect((await metrics(admin.bearer)).status).toBe(200);
  expect((await metrics(scraper)).status).toBe(200);
  const { cookie } = await makeBrowser(api.runtime, api.person);
  expect((await fetch(`${api.url}/api/metrics`, { headers: { cookie } })).status).toBe(401);
});

test("without a configured token none is taken, an empty one neither", async () => {
  const env = { ...api.runtime.env, HOSTRUN_METRICS_TOKEN: undefined };
  const server = await serveForTest((request) => answerMetrics(request, { ...api.runtime, env }));
  onTestFinished(() => server.close());
  expect((await metrics("undefined", server.url)).status).toBe(401);
  expect((await metrics("", server.url)).status).toBe(401);
});

test("the numbers tell runs by state, targets in hand and waiting, and living workers", async () => {
  const before = (await metrics(admin.bearer)).values;
  const run = await makeRun(api.api);
  await makeRun(api.api);
  const workerId = await makeWorker(api.world);
  await inTenant(asSystem(api.db.database), async (tx) => {
    await tx.execute(sql`update e_script_task_log set state = 'running', started_at = now(), active_count = 1,
      batch_pending = 0 where id = ${run.taskLogId}`);
  });
  expect(workerId).toBeGreaterThan(0);
  const { values } = await metrics(admin.bearer);
  const grew = (name: string) => Number(values[name]) - Number(before[name]);
  expect(grew('hostrun_runs{state="running"}')).toBe(1);
  expect(grew('hostrun_runs{state="queued"}')).toBe(1);
  expect(values['hostrun_runs{state="paused"}']).toBe("0");
  expect(grew("hostrun_target_logs_active")).toBe(1);
  expect(grew("hostrun_target_logs_pending")).toBe(1);
  expect(values).toMatchObject({ hostrun_workers_alive: "1", hostrun_database_up: "1" });
  expect(Number(values.process_resident_memory_bytes)).toBeGreaterThan(1e6);
  expect(values).toHaveProperty("nodejs_eventloop_lag_seconds");
});

test("with the database away the process still tells of itself, to the scraper's token", async () => {
  const database = openDatabase(
    { url: "postgres://nobody@127.0.0.1:1/x", role: null },
    { max: 1, name: "test" },
  );
  onTestFinished(() => database.close());
  const server = await serveForTest((request) => answerMetrics(request, { ...api.runtime, database }));
  onTestFinished(() => server.close());
  const away = await metrics(metricsToken.replaceAll(" ", "-"), server.url);
  expect(away).toMatchObject({ status: 200, values: { hostrun_database_up: "0" } });
  expect(away.values).toHaveProperty("process_resident_memory_bytes");
  expect((await metrics(admin.bearer, server.url)).status).toBe(503);
});

test("requests are counted by what was asked, never by a path or a method of the caller's choice", async () => {
  const server = createServer((request, response) => {
    countRequest(request, response);
    response.writeHead(request.url === "/scripts/1" ? 200 : 404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const path of ["/scripts/1", "/api/trpc/script.list", "/api/v1/scripts"]) await fetch(`${url}${path}`);
  await fetch(`${url}/wp-admin/${"x".repeat(200)}`, { method: "PURGE" });
  const { values, text } = await metrics(admin.bearer);
  expect(values).toMatchObject({
    'hostrun_http_requests_total{part="page",method="GET",status="200"}': "1",
    'hostrun_http_requests_total{part="trpc",method="GET",status="404"}': "1",
    'hostrun_http_requests_total{part="rest",method="GET",status="404"}': "1",
    'hostrun_http_requests_total{part="page",method="other",status="404"}': "1",
    'hostrun_http_request_seconds_count{part="rest"}': "1",
  });
  expect(text).not.toContain("wp-admin");
});
