import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import type { Page } from "@playwright/test";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Console, call, startConsole } from "./testing/console.ts";
import { patience } from "./testing/console-page.ts";
import { looksRight } from "./testing/looks-right.ts";

let started: Console;
let page: Page;
/** Accepts, and never says a word: a run on it goes on until its time to connect is up. */
let mute: Server;

beforeAll(async () => {
  started = await startConsole();
  page = await started.open();
  mute = createServer().listen(0, "127.0.0.1");
  await once(mute, "listening");
});
afterAll(async () => {
  mute?.close();
  await started?.stop();
});

const open = (path: string, to = page) => to.goto(`${started.url}${path}`);
const button = (name: string | RegExp) => page.getByRole("button", { name });
const box = (name: string) => page.getByRole("checkbox", { name: `Select ${name}`, exact: true });
const bar = () => page.getByRole("group", { name: "What is selected" });
const confirmation = () => page.getByRole("alertdialog");
const toast = () => page.locator("[data-sonner-toast]").first();
/** Names in the order in which the list shows them. */
const names = () => page.locator("tbody tr td:nth-child(2) a").allTextContents();

const paths = ["/scripts", "/tasks", "/task-logs", "/targets", "/proxies"];

describe.each([
  ["empty", "en", "light", 1280],
  ["empty", "zh-CN", "dark", 390],
  ["filled", "en", "dark", 1280],
  ["filled", "zh-CN", "light", 1280],
  ["filled", "en", "light", 390],
  ["filled", "zh-CN", "dark", 390],
] as const)("%s, in %s, %s, %i px", (how, locale, colorScheme, width) => {
  let reader: Page;
  beforeAll(async () => {
    if (how === "filled") await fill();
    reader = await started.open(locale);
    await reader.emulateMedia({ colorScheme });
    await reader.setViewportSize({ width, height: 844 });
  });
  afterAll(() => reader?.context().close());

  test.each(paths)("%s has no serious fault of access, fits, and speaks one language", async (path) => {
    await open(path, reader);
    await reader.getByRole("heading", { level: 1 }).waitFor();
    await looksRight(reader, locale, path);
  });

  test.runIf(how === "filled" && width === 1280)("rows can be picked with no fault of access", async () => {
    await open("/tasks", reader);
    await reader.locator("thead input[type=checkbox]").check();
    await reader.locator("fieldset[data-bulk]").waitFor();
    await looksRight(reader, locale, "/tasks with rows picked");
  });
});

let filled = false;
const scripts: Record<string, number> = {};
let host = 0;

/** A few of each kind; the host answers to nobody, so that its runs end by themselves. */
async function fill(): Promise<void> {
  if (filled) return;
  filled = true;
  for (const name of ["delta", "alpha", "charlie", "bravo"]) {
    const language = name === "bravo" ? "python" : "shell";
    scripts[name] = (
      await call<{ id: number }>(page, "script.create", { name, language, content: "true" })
    ).id;
  }
  const at = { username: "root", address: "127.0.0.1", port: 9 };
  await call(page, "proxy.create", { name: "way", ...at });
  host = (await call<{ id: number }>(page, "target.create", { name: "nobody home", ...at })).id;
  for (let n = 0; n < 24; n++) {
    const name = `job ${String(n).padStart(2, "0")}`;
    const scriptId = scripts[n % 2 === 0 ? "alpha" : "delta"];
    await call(page, "task.create", { name, type: "immediate", scriptId, targetIds: n === 3 ? [] : [host] });
  }
  await call(page, "task.run", { id: 1 });
  await vi.waitFor(async () => expect(await stateOf("job 00")).toBe("failed"), patience);
}

async function stateOf(name: string): Promise<string | null> {
  const found = await page.evaluate(async (search) => {
    const input = encodeURIComponent(JSON.stringify({ search }));
    return (await (await fetch(`/api/trpc/task.list?input=${input}`)).json()).result.data.items[0].state;
  }, name);
  return found as string | null;
}

test("a column's head sorts the list, again the other way, tells it to screen readers, and back works", async () => {
  await open("/scripts");
  await expect.poll(names, patience).toEqual(["bravo", "charlie", "alpha", "delta"]);
  const head = page.getByRole("columnheader", { name: "Name" });
  await head.getByRole("link").click();
  await expect.poll(names, patience).toEqual(["alpha", "bravo", "charlie", "delta"]);
  await expect.poll(() => head.getAttribute("aria-sort"), patience).toBe("ascending");
  await head.getByRole("link").click();
  await expect.poll(names, patience).toEqual(["delta", "charlie", "bravo", "alpha"]);
  await expect.poll(() => head.getAttribute("aria-sort"), patience).toBe("descending");
  await expect.poll(() => new URL(page.url()).search, patience).toBe("?sort=name&order=desc");
  await page.goBack();
  await expect.poll(names, patience).toEqual(["alpha", "bravo", "charlie", "delta"]);
  await page.reload();
  await expect.poll(names, patience).toEqual(["alpha", "bravo", "charlie", "delta"]);
});

test("what the URL asks to be sorted by in vain leaves the list in its own order", async () => {
  await open("/scripts?sort=nonsense&order=asc");
  await expect.poll(names, patience).toEqual(["bravo", "charlie", "alpha", "delta"]);
});

test("tasks are narrowed by what their last run came to, with counts, and back works", async () => {
  await open("/tasks");
  const filter = page.getByRole("navigation", { name: "Last run" });
  await expect
    .poll(() => filter.getByRole("link").allTextContents(), patience)
    .toEqual(["All24", "Last run failed1", "Not run yet23"]);
  await filter.getByRole("link", { name: /Last run failed/ }).click();
  await expect.poll(names, patience).toEqual(["job 00"]);
  await page.getByRole("cell", { name: "Unreachable" }).waitFor();
  await page.goBack();
  await expect.poll(async () => (await names()).length, patience).toBe(20);
  await page.getByRole("combobox", { name: "Script" }).selectOption({ label: "delta (12)" });
  await expect.poll(async () => (await names()).length, patience).toBe(12);
  await open("/scripts");
  await page.getByRole("combobox", { name: "Language" }).selectOption({ label: "Python script (1)" });
  await expect.poll(names, patience).toEqual(["bravo"]);
});

test("picking moves nothing; each action tells the number that it applies to, and 0 hides it", async () => {
  await open("/tasks?sort=name&order=asc");
  await page
    .getByRole("navigation", { name: "Last run" })
    .getByRole("link", { name: /Not run yet/ })
    .waitFor();
  const height = () => page.locator("thead").evaluate((head) => head.getBoundingClientRect().top);
  const before = await height();
  await box("job 02").check();
  await box("job 03").check();
  await bar().getByText("2 selected").waitFor();
  expect(await height()).toBe(before);
  const actions = async () => (await bar().getByRole("button").allTextContents()).map((name) => name.trim());
  await expect
    .poll(async () => (await actions()).filter(Boolean), patience)
    .toEqual(["Run 1 now", "Delete 2"]);
  await box("job 05").click({ modifiers: ["Shift"] });
  await bar().getByText("4 selected").waitFor();
  await bar().getByRole("button", { name: "Clear the selection" }).click();
  await bar().waitFor({ state: "detached" });
});

test("keys pick the row that has the focus, unless single keys are off", async () => {
  await open("/tasks?sort=name&order=asc");
  // Hears keys once its code is there; before the first row there is no other.
  const focused = () => page.evaluate(() => document.activeElement?.textContent);
  await expect.poll(() => page.keyboard.press("k").then(focused), patience).toBe("job 00");
  await page.keyboard.press("x");
  await expect.poll(() => box("job 00").isChecked(), patience).toBe(true);
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await bar().getByText("2 selected").waitFor();
  await page.keyboard.press("x");
  await bar().getByText("1 selected").waitFor();
  await page.evaluate(() => localStorage.setItem("hostrun.single-keys", "off"));
  await page.keyboard.press("x");
  expect(await box("job 01").isChecked()).toBe(false);
  await page.evaluate(() => localStorage.removeItem("hostrun.single-keys"));
});

test("all of a page offers all that match, and what is picked stays so over pages, but not over a search", async () => {
  await open("/tasks?sort=name&order=asc");
  await page.getByRole("checkbox", { name: "Select all on this page" }).check();
  await bar().getByText("20 selected").waitFor();
  await bar().getByRole("button", { name: "Select all 24" }).click();
  await bar().getByText("24 selected").waitFor();
  await page.getByRole("link", { name: "Next page" }).click();
  await expect.poll(() => box("job 23").isChecked(), patience).toBe(true);
  await page.getByRole("searchbox").fill("job 1");
  await expect.poll(async () => (await names()).length, patience).toBe(10);
  await bar().waitFor({ state: "detached" });
});

test("many tasks are run after one question that names them and their hosts; one toast leads to the runs", async () => {
  await open("/tasks?sort=name&order=asc");
  await box("job 06").check();
  await box("job 08").check();
  await bar().getByRole("button", { name: "Run 2 now" }).click();
  await confirmation().getByText("job 06: alpha v1 on 1 host").waitFor();
  await confirmation().getByText("This runs on 2 hosts in all.").waitFor();
  await confirmation().getByRole("button", { name: "Run 2 now" }).click();
  await toast().getByText("Started 2 tasks").waitFor();
  await bar().waitFor({ state: "detached" });
  await toast().getByRole("button", { name: "Open" }).click();
  await page.waitForURL(/\/task-logs$/);
  await page.getByRole("link", { name: "job 08" }).first().waitFor();
});

test("a run of very many hosts in all has its number typed first", async () => {
  await open("/tasks?sort=name&order=asc");
  await page.getByRole("checkbox", { name: "Select all on this page" }).check();
  await bar().getByRole("button", { name: "Select all 24" }).click();
  await bar().getByRole("button", { name: "Run 23 now" }).click();
  const run = confirmation().getByRole("button", { name: "Run 23 now" });
  await expect.poll(() => run.getAttribute("aria-disabled"), patience).toBe("true");
  await confirmation().getByRole("textbox", { name: "Number of hosts" }).fill("23");
  await expect.poll(() => run.getAttribute("aria-disabled"), patience).toBeNull();
  await confirmation().getByRole("button", { name: "Cancel" }).click();
});

test("of many that are deleted one is refused: the others go, the toast says why, and the one stays picked", async () => {
  const echo = { name: "echo", language: "shell", content: "true" };
  const { id } = await call<{ id: number }>(page, "script.create", echo);
  const { port } = mute.address() as AddressInfo;
  const hung = { name: "hangs", username: "root", address: "127.0.0.1", port };
  const targetIds = [(await call<{ id: number }>(page, "target.create", hung)).id];
  const task = { name: "in the way", type: "immediate", scriptId: id, targetIds, start: true };
  const { taskLogId } = await call<{ taskLogId: number }>(page, "task.create", task);
  await open("/scripts?sort=name&order=asc");
  for (const name of ["bravo", "charlie", "echo"]) await box(name).check();
  await bar().getByRole("button", { name: "Delete 3" }).click();
  for (const name of ["bravo", "charlie", "echo"])
    await confirmation().getByText(name, { exact: true }).waitFor();
  await confirmation().getByText("Task logs stay, with the text that ran.").waitFor();
  await confirmation().getByRole("button", { name: "Delete 3" }).click();
  await toast().getByText("Deleted 2 scripts, 1 refused").waitFor();
  await expect.poll(() => toast().textContent(), patience).toMatch(/echo: .*in the way/);
  await expect.poll(names, patience).toEqual(["alpha", "delta", "echo"]);
  await expect.poll(() => box("echo").isChecked(), patience).toBe(true);
  await call(page, "taskLog.cancel", { id: taskLogId });
});

test("hosts are tested as many at once, and it is said which cannot be used and why", async () => {
  await open("/targets?search=nobody");
  await box("nobody home").check();
  await bar().getByRole("button", { name: "Test 1" }).click();
  const tests = page.getByRole("dialog");
  await expect.poll(() => tests.getByRole("status").textContent(), patience).toBe("0 reachable, 1 failed");
  await tests.getByRole("link", { name: "nobody home" }).waitFor();
});

test("a script is run on hosts that were picked in the list", async () => {
  await open("/targets?search=nobody");
  await box("nobody home").check();
  await bar().getByRole("button", { name: "Run a script on 1" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("searchbox", { name: "Script name" }).fill("alph");
  await dialog.getByRole("button", { name: /alpha/ }).click();
  await dialog.getByText("1 host picked").waitFor();
  await dialog.getByRole("button", { name: "Run on 1 host" }).click();
  await page.waitForURL(/\/task-logs\/\d+$/);
});

test("a row's menu says why what it shows cannot be done, and deletes after a question", async () => {
  await open("/tasks?sort=name&order=asc");
  await button("What can be done to job 03").click();
  const menu = page.getByRole("menu");
  await menu.getByRole("menuitem", { name: /Run now.*It has no hosts/ }).waitFor();
  await menu.getByRole("menuitem", { name: "Delete task" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete task" }).click();
  await expect.poll(names, patience).not.toContain("job 03");
});

test("on a phone a list is items of three lines, each within a thumb's reach, and without boxes", async () => {
  const phone = await started.open();
  await phone.setViewportSize({ width: 390, height: 844 });
  for (const path of paths) {
    await open(path, phone);
    const items = phone.getByRole("main").getByRole("listitem");
    await items.first().waitFor();
    const { height } = (await items.first().boundingBox()) ?? { height: 0 };
    expect(height).toBeGreaterThanOrEqual(44);
    expect(await phone.getByRole("table").isVisible()).toBe(false);
    expect(await phone.getByRole("checkbox").count()).toBe(0);
    await items.first().getByRole("link").click();
    await phone.waitForURL(/\/\d+$/);
  }
  await phone.context().close();
});
