import type { Browser, Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Product, startProduct } from "../dev/testing/product.ts";
import { openBrowser } from "../server/testing/browser.ts";
import { testUser } from "../server/testing/sshd/test-user.ts";
import { type Sshd, startSshd } from "../server/testing/sshd.ts";
import { admin, newPage, patience, signIn } from "./testing/console-page.ts";

let product: Product;
let sshd: Sshd;
let browser: Browser;
let page: Page;
let token: string;
let userName: string;
let hostsMade = 0;
const faults: string[] = [];

beforeAll(async () => {
  product = await startProduct({
    HOSTRUN_ALLOW_LOOPBACK_TARGETS: "true",
    HOSTRUN_HEARTBEAT_SECONDS: "1",
    HOSTRUN_ADMIN_PASSWORD: admin.password,
  });
  token = (await product.command(["token", "create", "--user", admin.email, "--scope", "admin"])).lastLine;
  const { publicKey } = await call("GET", "/keys/current");
  sshd = await startSshd({ authorizedKeys: [publicKey], everyAddress: true, maxStartups: "1000" });
  userName = (await testUser({ name: "console-logs" })).name;
  browser = await openBrowser();
  page = await newPage(browser, faults);
  await signIn(page, product);
});
afterAll(async () => {
  await browser?.close();
  await sshd?.stop();
  await product?.stop();
  expect(faults).toEqual([]);
});

async function call(method: string, address: string, body?: object) {
  const response = await fetch(`${product.url}/api/v1${address}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(JSON.stringify(answer));
  return answer;
}

/** Starts a script on hosts of its own; the run, and its target logs in the order of the hosts. */
async function start(content: string, names: string[] = ["host"], given: object = {}) {
  const own = crypto.randomUUID().slice(0, 8);
  const { id: scriptId } = await call("POST", "/scripts", {
    name: `script ${own}`,
    language: "shell",
    content,
  });
  const targetIds: number[] = [];
  for (const name of names) {
    const address = `127.4.0.${++hostsMade}`;
    const host = { name: `${name} ${own}`, username: userName, address, port: sshd.port };
    targetIds.push((await call("POST", "/targets", host)).id);
  }
  const task = { name: `task ${own}`, type: "immediate", scriptId, targetIds, start: true, ...given };
  const { taskLogId } = await call("POST", "/tasks", task);
  const { items } = await call("GET", `/task-logs/${taskLogId}/targets?sort=position`);
  return { own, taskLogId, targetLogIds: items.map((item: { targetLogId: number }) => item.targetLogId) };
}

async function ended(taskLogId: number) {
  await expect
    .poll(async () => (await call("GET", `/task-logs/${taskLogId}`)).endedAt, { timeout: 60_000 })
    .not.toBeNull();
}

const log = () => page.getByRole("log");
const button = (name: string | RegExp) => page.getByRole("button", { name });
const openLog = (run: { taskLogId: number; targetLogIds: number[] }, query = "") =>
  page.goto(`${product.url}/task-logs/${run.taskLogId}/targets/${run.targetLogIds[0]}${query}`);
const status = () => page.locator("footer").textContent();

/** Numbers of the lines that are drawn. */
const drawn = () =>
  log()
    .locator("[data-line]")
    .evaluateAll((lines) => lines.map((line) => Number((line as HTMLElement).dataset.line)));

/** The first line that is drawn, once a scroll has come to its end. */
async function topAtRest(): Promise<number | undefined> {
  let top: number | undefined;
  const rests = async () => {
    const [before, [now]] = [top, await drawn()];
    top = now;
    return now === before;
  };
  await expect.poll(rests, { ...patience, interval: 300 }).toBe(true);
  return top;
}

/** All lines that pass while one scrolls from the top to the end. */
async function everyLine(): Promise<string[]> {
  const seen = new Map<number, string>();
  await log().evaluate((box) => box.scrollTo(0, 0));
  for (let rounds = 0; rounds < 200; rounds++) {
    const lines = await log()
      .locator("[data-line]")
      .evaluateAll((all) =>
        all.map(
          (one) =>
            [Number((one as HTMLElement).dataset.line), one.querySelector("bdi")?.textContent ?? ""] as const,
        ),
      );
    for (const [number, text] of lines) seen.set(number, text);
    const atEnd = await log().evaluate(async (box) => {
      const end = box.scrollTop + box.clientHeight >= box.scrollHeight - 2;
      box.scrollTop += box.clientHeight / 2;
      // Until what is there now is drawn.
      for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame);
      return end;
    });
    if (atEnd) break;
  }
  return [...seen].sort(([a], [b]) => a - b).map(([, text]) => text);
}

test("opening a running log shows what came before, then follows; nothing twice and nothing missing, also after the connection broke", async () => {
  const run = await start("i=0; while [ $i -lt 120 ]; do i=$((i+1)); echo line $i; sleep 0.1; done");
  await expect
    .poll(async () => (await call("GET", `/target-logs/${run.targetLogIds[0]}`)).stdoutBytes, patience)
    .toBeGreaterThan(50);
  await openLog(run);
  await expect.poll(() => log().textContent(), patience).toContain("line 5");
  await expect.poll(status, patience).toContain("Live");
  await page.context().setOffline(true);
  await expect
    .poll(async () => (await call("GET", `/target-logs/${run.targetLogIds[0]}`)).stdoutBytes, patience)
    .toBeGreaterThan(500);
  await page.context().setOffline(false);
  await ended(run.taskLogId);
  await expect.poll(() => log().textContent(), { timeout: 40_000 }).toContain("line 120");
  const written = Array.from({ length: 120 }, (_, at) => `line ${at + 1}`);
  await expect.poll(everyLine, patience).toEqual(written);
  await page.getByText("Both streams closed, the output is complete.").waitFor();
});

test("scrolling up pauses following while lines go on to come, and one button goes to the end again", async () => {
  const run = await start("seq 1 500; i=0; while :; do i=$((i+1)); echo live $i; sleep 0.1; done");
  await openLog(run);
  await expect.poll(() => log().textContent(), patience).toContain("live 3");
  await log().hover();
  await page.mouse.wheel(0, -2_000);
  const jump = button(/Jump to the end \(\d+ new\)/);
  await jump.waitFor();
  await expect.poll(status, patience).toContain("Follow paused");
  const top = await topAtRest();
  const fresh = async () => Number(/\((\d+) new\)/.exec((await jump.textContent()) ?? "")?.[1] ?? 0);
  await expect.poll(fresh, patience).toBeGreaterThan(10);
  expect((await drawn())[0]).toBe(top);
  await jump.click();
  await expect.poll(status, patience).toContain("Following");
  await expect.poll(async () => Math.max(...(await drawn())), patience).toBeGreaterThan(510);
  await call("POST", `/task-logs/${run.taskLogId}/cancel`, {});
  await ended(run.taskLogId);
});

test("the whole log is searched with an honest count; a hit far away opens in context, and its link opens there again", async () => {
  const run = await start(
    'i=0; while [ $i -lt 60000 ]; do i=$((i+1)); case $i in 777|30000|59000) echo "needle at $i";; *) echo "straw $i";; esac; done',
    ["host"],
    { outputLimitBytes: 4_194_304 },
  );
  await ended(run.taskLogId);
  await openLog(run);
  await expect.poll(() => log().textContent(), patience).toContain("straw 60000");
  await page.getByRole("textbox", { name: "Search the output" }).fill("NEEDLE");
  await expect.poll(() => page.locator("search output").textContent(), patience).toBe("0 of 3");
  await button("Next hit").click();
  await expect.poll(() => log().textContent(), patience).toContain("needle at 777");
  await expect.poll(() => page.locator("search output").textContent(), patience).toBe("1 of 3");
  await expect.poll(() => log().textContent(), patience).toContain("straw 776");
  await button("Next hit").click();
  await expect.poll(() => log().textContent(), patience).toContain("needle at 30000");
  await expect.poll(() => page.url(), patience).toContain("line=30000");
  const other = await page.context().newPage();
  await other.goto(page.url());
  const marked = other.getByRole("log").locator("[data-line='30000']");
  await expect.poll(() => marked.textContent(), patience).toContain("needle at 30000");
  await expect.poll(() => marked.getByRole("button").getAttribute("aria-current"), patience).toBe("true");
  await other.close();
  await button("Previous hit").click();
  await expect.poll(() => page.locator("search output").textContent(), patience).toBe("1 of 3");
  await button("Match case").click();
  await expect.poll(() => page.locator("search output").textContent(), patience).toBe("0 of 0");
  const searched = page.getByRole("textbox", { name: "Search the output" });
  await searched.fill("");
  await expect.poll(() => page.url(), patience).not.toContain("find=");
  expect(await button("Match case").getAttribute("aria-pressed")).toBe("true");
  await searched.fill("Needle");
  await expect.poll(() => page.locator("search output").textContent(), patience).toBe("0 of 0");
});

test("stderr has a sign of its own, a progress bar shows its last state, and what was cut says its exact size in its place", async () => {
  const run = await start(
    `printf '10%%\\r50%%\\r100%%\\n'; echo to stderr >&2; sleep 0.5; i=0; while [ $i -lt 3000 ]; do i=$((i+1)); echo "filler line $i"; done; echo last`,
    ["host"],
    { outputLimitBytes: 8_192 },
  );
  await ended(run.taskLogId);
  const { stdoutDroppedBytes } = await call("GET", `/target-logs/${run.targetLogIds[0]}`);
  expect(stdoutDroppedBytes).toBeGreaterThan(0);
  await openLog(run);
  await expect.poll(() => log().textContent(), patience).toContain("last");
  await log().evaluate((box) => box.scrollTo(0, 0));
  await expect.poll(() => log().textContent(), patience).toContain("100%");
  await expect.poll(() => log().textContent(), patience).toContain("2>to stderr");
  expect(await log().textContent()).not.toContain("50%");
  await expect
    .poll(async () => (await everyCut()).join(), patience)
    .toContain(stdoutDroppedBytes.toLocaleString("en"));
  await button("stderr").first().click();
  await expect.poll(async () => (await everyLine()).join(), patience).toBe("to stderr");
});

/** The words of the cuts that are passed on the way from the top to the end. */
async function everyCut(): Promise<string[]> {
  const words = new Set<string>();
  await log().evaluate((box) => box.scrollTo(0, 0));
  for (let rounds = 0; rounds < 60; rounds++) {
    for (const text of await log().locator("p").allTextContents()) words.add(text);
    await log().evaluate((box) => (box.scrollTop += box.clientHeight / 2));
  }
  return [...words];
}

test("colour codes, links, markup and turned reading directions in output and names are shown and do nothing", async () => {
  const evil = `printf '\\033]8;;http://evil.example/\\033\\\\click\\033]8;;\\033\\\\ <script>window.hit=1</script> <img src=x onerror=window.hit=1>\\n'; printf '\\033[31mred\\033[0m \\033[2J\\033[H after \\342\\200\\256exe.gpj\\342\\200\\254 end\\n'`;
  const run = await start(evil, ["<b onmouseover=hit()>\u202ehost"], {
    name: `<script>window.hit=1</script> ${crypto.randomUUID()}`,
  });
  await ended(run.taskLogId);
  await openLog(run);
  await expect.poll(() => log().textContent(), patience).toContain("<script>window.hit=1</script>");
  const text = (await log().textContent()) ?? "";
  expect(text).not.toContain("\u202e");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  expect(text).not.toMatch(/[\u001b\u0007]/);
  expect(await log().locator("a, script, img").count()).toBe(0);
  for (const place of ["", `/task-logs/${run.taskLogId}`, "/task-logs"]) {
    if (place !== "") await page.goto(`${product.url}${place}`);
    await page.getByText("<script>window.hit=1</script>").first().waitFor({ state: "attached" });
    expect(await page.evaluate(() => "hit" in window)).toBe(false);
    expect(await page.locator("main b[onmouseover]").count()).toBe(0);
  }
});

test("a run shows what failed first and groups identical results, and running again says how many hosts and which version", async () => {
  const run = await start(
    'case "$SSH_CONNECTION" in *" 127.4.0."*[13579]" "*) echo "broken at $(date)"; exit 3;; esac; echo "fine at $(date)"',
    ["a", "b", "c", "d", "e"],
  );
  await ended(run.taskLogId);
  const { counts } = await call("GET", `/task-logs/${run.taskLogId}`);
  expect(counts.failed).toBeGreaterThan(0);
  await page.goto(`${product.url}/task-logs/${run.taskLogId}`);
  const table = page.getByRole("table", { name: "Hosts" });
  await expect.poll(() => table.locator("tbody").first().textContent(), patience).toContain("Not succeeded");
  await page.getByRole("heading", { name: "Identical results" }).waitFor();
  const rows = page.getByRole("button", { name: /(fine|broken) at/ });
  await expect.poll(() => rows.count(), patience).toBe(2);
  await button(new RegExp(`Run again on the (one|${counts.failed}) that did not succeed`)).click();
  const dialog = page.getByRole("dialog");
  for (const said of [`It runs on ${counts.failed} host`, `script ${run.own} v1 as it ran then`])
    await expect.poll(() => dialog.textContent(), patience).toContain(said);
  await dialog.getByRole("button", { name: /^Run again on \d+ host/ }).click();
  await page.waitForURL(
    (url) => /\/task-logs\/\d+$/.test(url.pathname) && !url.pathname.endsWith(`/${run.taskLogId}`),
  );
  const again = Number(page.url().split("/").at(-1));
  await ended(again);
  expect(await call("GET", `/task-logs/${again}`)).toMatchObject({
    trigger: "rerun",
    rerunOf: run.taskLogId,
  });
});

test("under a flood of output the page holds a handful of lines, and goes on to obey wheel and keys", async () => {
  const run = await start(
    "i=0; while :; do i=$((i+1)); echo flood $i of many lines that keep coming; [ $((i % 500)) = 0 ] && sleep 0.05; done",
  );
  await openLog(run);
  await expect.poll(async () => Math.max(0, ...(await drawn())), patience).toBeGreaterThan(5_000);
  expect((await drawn()).length).toBeLessThan(200);
  await log().hover();
  await page.mouse.wheel(0, -500);
  await expect.poll(status, patience).toContain("Follow paused");
  const pressed = (name: string) => button(name).getAttribute("aria-pressed");
  const wrapped = await pressed("Wrap lines");
  await page.keyboard.press("w");
  await expect.poll(() => pressed("Wrap lines"), patience).not.toBe(wrapped);
  await page.keyboard.press("f");
  await expect.poll(status, patience).not.toContain("Follow paused");
  await call("POST", `/task-logs/${run.taskLogId}/cancel`, {});
  await ended(run.taskLogId);
});

test("eight tabs with running logs are open, and the ninth still goes from page to page", async () => {
  const run = await start("while :; do date; sleep 1; done");
  const tabs: Page[] = [];
  for (let count = 0; count < 8; count++) {
    const tab = await page.context().newPage();
    tabs.push(tab);
    await tab.goto(`${product.url}/task-logs/${run.taskLogId}/targets/${run.targetLogIds[0]}`);
    await tab.getByRole("log").waitFor({ timeout: 30_000 });
    // As a browser does with a tab behind another; this one shows all of its pages.
    await tab.evaluate(() => {
      Object.defineProperty(document, "hidden", { value: true, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    });
  }
  await page.goto(`${product.url}/task-logs`, { timeout: 30_000 });
  await page.getByRole("heading", { name: "Task logs" }).waitFor();
  await expect
    .poll(() => tabs[0]?.locator("footer").textContent(), patience)
    .toContain("At rest while hidden");
  await tabs[0]?.evaluate(() => {
    Object.defineProperty(document, "hidden", { value: false, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await expect.poll(() => tabs[0]?.locator("footer").textContent(), patience).toContain("Live");
  await Promise.all(tabs.map((tab) => tab.close()));
  await call("POST", `/task-logs/${run.taskLogId}/cancel`, {});
  await ended(run.taskLogId);
});
