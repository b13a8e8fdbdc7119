import { execFile } from "node:child_process";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import type { Browser, BrowserContext, Page } from "@playwright/test";
import { asc, eq } from "drizzle-orm";
import { ensureBuild } from "../dev/build.ts";
import { findRunningPostgres } from "../dev/postgres/embedded.ts";
import { type Product, startProduct } from "../dev/testing/product.ts";
import { type Database, openDatabase } from "../server/db/client.ts";
import { asSystem, inTenant } from "../server/db/in-tenant.ts";
import { databaseSettings } from "../server/db/role.ts";
import { sshKey } from "../server/db/tables/ssh-key.ts";
import { targetLog } from "../server/db/tables/target-log.ts";
import { found } from "../server/errors.ts";
import { openBoss } from "../server/queue/boss.ts";
import { startRun } from "../server/run/start.ts";
import { cancelTaskLog, getTaskLog } from "../server/task-log/service.ts";
import { openBrowser } from "../server/testing/browser.ts";
import { Seed } from "../server/testing/seed.ts";
import { testUser } from "../server/testing/sshd/test-user.ts";
import { type Sshd, startSshd } from "../server/testing/sshd.ts";
import { median, type Table } from "./table.ts";

const run = promisify(execFile);
const password = "correct horse battery";
const targetCount = 10_000;
const runTargets = 500;
const lists = ["/scripts", "/tasks", "/task-logs", "/targets", "/proxies"];
const repetitions = 5;

/** What a person waits for in the console: code, content, a key pressed, a line that a host has written. */
export async function benchPages(): Promise<Table> {
  await ensureBuild(() => {});
  const stage = await openStage();
  try {
    return {
      title: `The console, with ${targetCount.toLocaleString("en")} targets, production build, real Chromium`,
      head: ["measure", "figure", "aim"],
      rows: [
        ...(await firstLoads(stage)),
        ...(await interactions(stage)),
        await runDialog(stage),
        await flood(stage),
        ["a host writes → text in the browser", await writtenToShown(stage), "p50 ≤ 150 ms, p99 ≤ 400 ms"],
      ],
      notes: [
        `JavaScript: what one visit with an empty cache fetches, compressed, without the answers' headers. Content: until the page's first row or heading is painted, median of ${repetitions}. Interactions: the longest of all, by the browser's own event timing, to the frame after it. The browser, drawing without a GPU, has one core to itself, as it has a machine of its own elsewhere; console, database, worker and up to 20 sshd sessions share the others.`,
      ],
    };
  } finally {
    await stage.close();
  }
}

interface Stage {
  product: Product;
  context: BrowserContext;
  browser: Browser;
  /** Starts a script on the first so many targets. */
  start(
    script: string,
    targets: number,
    concurrency: number,
  ): Promise<{ taskLogId: number; scriptId: number }>;
  firstTargetLog(taskLogId: number): Promise<number>;
  /** Stops a run and waits for its end, so that the next measure has the machine to itself. */
  end(taskLogId: number): Promise<void>;
  close(): Promise<void>;
}

async function openStage(): Promise<Stage> {
  // A browser is a machine of its own: here it gets a core of its own, and all that is begun before it the others.
  const cores = os.availableParallelism();
  await keepTo(`1-${cores - 1}`);
  const settings = { HOSTRUN_ALLOW_LOOPBACK_TARGETS: "true", HOSTRUN_ADMIN_PASSWORD: password };
  const product = await startProduct(settings);
  const { database, close: closeDatabase } = await openItsDatabase(product);
  const boss = openBoss(database.settings, "sender");
  await boss.start();
  const seed = Seed.of(database, 1);
  const sshd = await startSshd({
    authorizedKeys: [await publicKey(database)],
    everyAddress: true,
    maxStartups: "1000",
  });
  const targets = await seedTargets(seed, sshd);
  await keepTo("0");
  const browser = await openBrowser();
  const context = await signedIn(browser, product);
  return {
    product,
    browser,
    context,
    start: async (script, count, concurrency) => {
      const scriptId = await seed.script(script);
      const taskId = await seed.task(scriptId, targets.slice(0, count), { strategy: { concurrency } });
      const ctx = seed.context(boss);
      const taskLogId = await inTenant(ctx, (tx) => startRun(tx, ctx, { taskId, trigger: "manual" }));
      return { taskLogId, scriptId };
    },
    firstTargetLog: async (taskLogId) => {
      const rows = await inTenant(asSystem(database), (tx) =>
        tx
          .select({ id: targetLog.id })
          .from(targetLog)
          .where(eq(targetLog.taskLogId, taskLogId))
          .orderBy(asc(targetLog.id))
          .limit(1),
      );
      return found(rows[0]).id;
    },
    end: async (taskLogId) => {
      const ctx = seed.context(boss);
      await cancelTaskLog(ctx, { id: taskLogId });
      while ((await getTaskLog(ctx, { id: taskLogId })).endedAt === null) await delay(100);
    },
    close: async () => {
      await browser.close();
      await boss.stop({ graceful: false });
      await closeDatabase();
      await sshd.stop();
      await product.stop();
    },
  };
}

/** Keeps to these cores what this process starts from now on. */
async function keepTo(cores: string): Promise<void> {
  await run("taskset", ["--cpu-list", "--pid", cores, String(process.pid)]);
}

async function openItsDatabase({ folder }: Product) {
  const server = found((await findRunningPostgres(path.join(folder, "postgres"))) ?? undefined);
  const database = openDatabase(await databaseSettings(server.url), { max: 2, name: "hostrun bench" });
  return { database, close: () => database.close() };
}

async function publicKey(database: Database): Promise<string> {
  const rows = await inTenant(asSystem(database), (tx) =>
    tx.select().from(sshKey).where(eq(sshKey.tenantId, 1)),
  );
  return found(rows[0]).publicKey;
}

async function seedTargets(seed: Seed, sshd: Sshd): Promise<number[]> {
  const { name: username } = await testUser({ shell: "sh" });
  const [hostKey] = sshd.hostKeys;
  const ids: number[] = [];
  for (let from = 0; from < targetCount; from += 2_000) {
    const part = Array.from({ length: 2_000 }, (_, i) => ({
      name: `web-${String(from + i).padStart(5, "0")}`,
      address: `127.3.${(from + i) >> 8}.${(from + i) & 255}`,
      port: sshd.port,
      username,
      cloudPool: `pool-${(from + i) % 7}`,
      hostKey: hostKey?.line,
      hostKeyFingerprint: hostKey?.fingerprint,
    }));
    ids.push(...(await seed.targets(part)));
  }
  return ids;
}

async function signedIn(browser: Browser, product: Product): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: "en", viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(`${product.url}/sign-in`);
  await page.fill("input[name=email]", "admin@hostrun.local");
  await page.fill("input[name=password]", password);
  await page.click("[type=submit] >> nth=0");
  await page.waitForURL(`${product.url}/`);
  await page.close();
  return context;
}

async function firstLoads({ browser, context, product }: Stage): Promise<string[][]> {
  const storageState = await context.storageState();
  const rows: string[][] = [];
  for (const list of lists) {
    const kilobytes: number[] = [];
    const contentMs: number[] = [];
    for (let round = 0; round < repetitions; round++) {
      const fresh = await browser.newContext({ locale: "en", storageState });
      const visit = await measureVisit(await fresh.newPage(), `${product.url}${list}`);
      kilobytes.push(visit.scriptBytes / 1_000);
      contentMs.push(visit.contentMs);
      await fresh.close();
    }
    rows.push([`JavaScript of a first load, ${list}`, `${Math.round(median(kilobytes))} kB`, "≤ 200 kB"]);
    rows.push([`content on a cold cache, ${list}`, `${Math.round(median(contentMs))} ms`, "≤ 1 500 ms"]);
  }
  return rows;
}

async function measureVisit(page: Page, url: string): Promise<{ scriptBytes: number; contentMs: number }> {
  await page.goto(url, { waitUntil: "networkidle" });
  const scriptBytes = await page.evaluate(() =>
    (performance.getEntriesByType("resource") as PerformanceResourceTiming[])
      .filter(({ name }) => new URL(name).pathname.endsWith(".js"))
      .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
  );
  const contentMs = await page.evaluate(
    () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN,
  );
  return { scriptBytes, contentMs };
}

/** The longest time from a key or click to the frame that follows it, on a page, in milliseconds. */
async function longest(page: Page, act: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const told: number[] = [];
    Object.assign(window, { told });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) told.push(duration);
    }).observe({ type: "event", durationThreshold: 16, buffered: false } as PerformanceObserverInit);
  });
  await act();
  await page.waitForTimeout(500);
  return page.evaluate(() => Math.max(0, ...(window as unknown as { told: number[] }).told));
}

async function interactions(stage: Stage): Promise<string[][]> {
  const page = await stage.context.newPage();
  await page.goto(`${stage.product.url}/targets`, { waitUntil: "networkidle" });
  const search = page.getByRole("searchbox").first();
  const inList = await longest(page, async () => {
    await search.click();
    await search.pressSequentially("web-0123", { delay: 30 });
    await page.waitForTimeout(1_000);
    await search.fill("");
  });
  const { taskLogId } = await stage.start("sleep 1; echo done", runTargets, 20);
  await page.goto(`${stage.product.url}/task-logs/${taskLogId}`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  const inRun = await longest(page, async () => {
    for (let index = 0; index < 40; index++) {
      await page.keyboard.press("Tab");
      await page.keyboard.press("ArrowRight");
      await page.mouse.move(300 + index * 8, 300 + (index % 5) * 40);
      await page.mouse.wheel(0, 60);
      await page.waitForTimeout(150);
    }
  });
  await page.close();
  await stage.end(taskLogId);
  return [
    ["longest interaction, search among 10 000 targets", `${Math.round(inList)} ms`, "≤ 200 ms"],
    [`longest interaction, a run on ${runTargets} hosts under way`, `${Math.round(inRun)} ms`, "≤ 200 ms"],
  ];
}

/** The dialog that picks the hosts of a run: its search, its facets, and all of a filter at once. */
async function runDialog(stage: Stage): Promise<string[]> {
  const page = await stage.context.newPage();
  await page.goto(`${stage.product.url}/scripts`, { waitUntil: "networkidle" });
  const longestMs = await longest(page, async () => {
    await page.getByRole("button", { name: /^Run / }).first().click();
    const dialog = page.getByRole("dialog");
    const hosts = dialog.getByRole("list", { name: "Hosts" });
    const search = dialog.getByRole("searchbox");
    await hosts.getByText("web-00000").waitFor();
    await search.pressSequentially("web-0123", { delay: 30 });
    await hosts.getByText("web-01230").waitFor();
    await hosts.getByRole("checkbox").first().click();
    for (const pool of ["pool-1", "pool-2"]) await dialog.getByLabel(new RegExp(`^${pool}`)).click();
    await dialog.getByRole("button", { name: "Clear filter" }).click();
    await dialog.getByRole("button", { name: "Pick all 10,000" }).click();
    await dialog.getByText("10,000 hosts picked").waitFor();
    await hosts.getByRole("checkbox").first().click();
    await dialog.getByLabel("Name of the task").pressSequentially(" typed", { delay: 30 });
    await hosts.hover();
    for (let turn = 0; turn < 10; turn++) await page.mouse.wheel(0, 2_000);
  });
  await page.close();
  return [
    "longest interaction, the run dialog with 10 000 targets",
    `${Math.round(longestMs)} ms`,
    "≤ 200 ms",
  ];
}

/** A log page while its host writes without end. */
async function flood(stage: Stage): Promise<string[]> {
  const script = "i=0; while :; do i=$((i+1)); echo line $i; [ $((i % 500)) = 0 ] && sleep 0.05; done";
  const { taskLogId } = await stage.start(script, 1, 1);
  const page = await stage.context.newPage();
  await page.goto(
    `${stage.product.url}/task-logs/${taskLogId}/targets/${await stage.firstTargetLog(taskLogId)}`,
  );
  const log = page.getByRole("log");
  await page.waitForFunction(
    () =>
      Number(document.querySelector<HTMLElement>("[role=log] [data-line]:last-child")?.dataset.line) > 5_000,
  );
  const longestMs = await longest(page, async () => {
    await log.hover();
    for (let turn = 0; turn < 5; turn++) await page.mouse.wheel(0, -500);
    for (const key of ["w", "w", "t", "t", "f"]) await page.keyboard.press(key);
  });
  await stage.end(taskLogId);
  await page.close();
  return ["longest interaction, a log under a flood of output", `${Math.round(longestMs)} ms`, "≤ 200 ms"];
}

/** A host says what time it is; the browser, on the same machine, what time it is when that stands in the page. */
async function writtenToShown(stage: Stage): Promise<string> {
  const script = 'i=0; while [ "$i" -lt 200 ]; do date +at%s%3N; sleep 0.1; i=$((i+1)); done';
  const { taskLogId } = await stage.start(script, 1, 1);
  const page = await stage.context.newPage();
  await page.goto(
    `${stage.product.url}/task-logs/${taskLogId}/targets/${await stage.firstTargetLog(taskLogId)}`,
  );
  await page.getByRole("log").waitFor();
  await page.evaluate(() => {
    const seen = new Map<string, number>();
    Object.assign(window, { seen });
    const look = () => {
      for (const [at] of (document.querySelector("[role=log]")?.textContent ?? "").matchAll(/at\d{13}/g))
        if (!seen.has(at)) seen.set(at, Date.now() - Number(at.slice(2)));
    };
    look();
    seen.clear();
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
  await page.waitForTimeout(15_000);
  const delays = await page.evaluate(() => [
    ...(window as unknown as { seen: Map<string, number> }).seen.values(),
  ]);
  await page.close();
  await stage.end(taskLogId);
  // What stood there before the page was opened is no measure of the way.
  const sorted = delays.slice(20).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms of ${sorted.length}`;
}
