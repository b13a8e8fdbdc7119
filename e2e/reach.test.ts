import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Console, call, startConsole } from "./testing/console.ts";
import { patience } from "./testing/console-page.ts";
import { looksRight } from "./testing/looks-right.ts";

let started: Console;
let page: Page;
/** Accepts, and says nothing: whoever dials it waits for as long as they like. */
let mute: Server;
const callers = new Set<Socket>();
/** A proxy that is mute. */
let gate = 0;

beforeAll(async () => {
  started = await startConsole();
  page = await started.open();
  mute = createServer((socket) => callers.add(socket.on("error", () => {}))).listen(0, "127.0.0.1");
  await once(mute, "listening");
  const { port } = mute.address() as AddressInfo;
  gate = await make("proxy", { name: "gate", address: "127.0.0.1", port });
  await make("target", { name: "plain", region: "north", labels: { env: "prod" } });
  await make("target", { name: "old-one", cloudPool: "east", oldAlgorithms: true });
  await make("target", { name: "behind", proxyId: gate, region: "north" });
});
afterAll(async () => {
  for (const socket of callers) socket.destroy();
  mute?.close();
  await started?.stop();
  expect(started?.faults).toEqual([]);
});

async function make(kind: "target" | "proxy", values: object): Promise<number> {
  const host = { username: "ops", address: "192.0.2.1", ...values };
  return (await call<{ id: number }>(page, `${kind}.create`, host)).id;
}

const open = (path: string, to = page) => to.goto(`${started.url}${path}`);
const button = (name: string | RegExp) => page.getByRole("button", { name });
const field = (label: string) => page.getByLabel(label, { exact: true });
/** Names in the order in which the list shows them. */
const names = () => page.locator("tbody tr td:nth-child(3) a:not([aria-expanded])").allTextContents();

test("targets are narrowed by region, pool, label and way, all of it in the URL", async () => {
  await open("/targets");
  await expect.poll(names, patience).toEqual(["behind", "old-one", "plain"]);
  await field("Proxy").selectOption({ label: "direct (2)" });
  await expect.poll(names, patience).toEqual(["old-one", "plain"]);
  await page.waitForURL(/proxyId=direct/);
  await field("Region").selectOption({ label: "north (2)" });
  await expect.poll(names, patience).toEqual(["plain"]);
  const href = () => page.getByRole("link", { name: "Export CSV" }).getAttribute("href");
  await expect.poll(href, patience).toContain("direct=true");
  await page.goBack();
  await expect.poll(names, patience).toEqual(["old-one", "plain"]);
  await field("Proxy").selectOption({ label: "gate (1)" });
  await expect.poll(names, patience).toEqual(["behind"]);
  await open("/targets?label=env%3Dprod");
  await expect.poll(names, patience).toEqual(["plain"]);
  await open("/targets?cloudPool=east");
  await expect.poll(names, patience).toEqual(["old-one"]);
});

test("on a phone the filters wait behind one button that counts them, and a list is sorted by a control of its own", async () => {
  const phone = await started.open();
  await phone.setViewportSize({ width: 390, height: 844 });
  await open("/targets", phone);
  const items = phone.getByRole("main").getByRole("list", { name: "Targets" }).getByRole("link");
  await expect.poll(() => items.allTextContents(), patience).toEqual(["behind", "old-one", "plain"]);
  await phone.getByRole("list", { name: "Targets" }).getByText("old algorithms").waitFor();
  const region = phone.getByLabel("Region", { exact: true });
  expect(await region.isVisible()).toBe(false);
  await phone.getByRole("button", { name: "Filters", exact: true }).click();
  await looksRight(phone, "en", "/targets with its filters open");
  const searchWidth = async () => (await phone.getByRole("searchbox").boundingBox())?.width;
  await expect.poll(searchWidth, patience).toBeGreaterThan(150);
  await region.selectOption({ label: "north (2)" });
  await expect.poll(() => items.allTextContents(), patience).toEqual(["behind", "plain"]);
  await phone.getByRole("button", { name: "Filters, 1 set" }).click();
  await expect.poll(() => region.isVisible(), patience).toBe(false);
  await phone.getByRole("button", { name: "Ascending; turn it round" }).click();
  await expect.poll(() => items.allTextContents(), patience).toEqual(["plain", "behind"]);
  await phone.getByLabel("Sort by").selectOption({ label: "By Proxy" });
  await phone.waitForURL(/sort=proxy/);
  for (const path of ["/proxies", "/scripts", "/tasks", "/task-logs"]) {
    await open(path, phone);
    await phone.getByRole("heading", { level: 1 }).waitFor();
    await looksRight(phone, "en", path);
  }
  await phone.context().close();
});

test("a new proxy and its first target are saved by one form, and both are there", async () => {
  await open("/proxies/new");
  await field("Name").fill("gate-2");
  await field("Address").fill("192.0.2.10");
  await page.getByLabel("Its first target too").check();
  await button("Create proxy").click();
  // The second of each is the target's; it is refused with the proxy, and nothing is made.
  await page.getByRole("region", { name: "2 fields need a look" }).waitFor();
  await looksRight(page, "en", "/proxies/new");
  await field("Name").nth(1).fill("inner-1");
  await field("Address").nth(1).fill("10.0.0.5");
  await field("Login").selectOption({ label: "the proxy logs in with its own key" });
  await button("Create proxy").click();
  await page.waitForURL(/\/proxies\/\d+$/);
  await page.getByRole("heading", { name: "gate-2" }).waitFor();
  await open("/targets?search=inner-1");
  const row = page.getByRole("row").filter({ hasText: "inner-1" });
  await row.getByText("root@10.0.0.5:22").waitFor();
  await row.getByRole("link", { name: "gate-2" }).click();
  await page.getByRole("heading", { name: "gate-2" }).waitFor();
});

test("how often hosts are looked at by themselves is set in the settings, and said in words", async () => {
  await open("/settings/connection-checks");
  await page.getByRole("heading", { name: "Connection checks", level: 1 }).waitFor();
  await looksRight(page, "en", "/settings/connection-checks");
  await field("Look at each host").selectOption({ label: "every 30 minutes" });
  await button("Save").click();
  await page.getByText("Hosts are looked at every 30 minutes from now on").waitFor();
  await page.reload();
  const chosen = () => field("Look at each host").locator("option:checked").textContent();
  await expect.poll(chosen, patience).toBe("every 30 minutes");
  await field("Look at each host").selectOption({ label: "never by itself" });
  await button("Save").click();
  await page.getByText("Hosts are no longer looked at by themselves").waitFor();
});

/** A task that goes through the mute proxy, on so many hosts. */
async function makeTask(name: string, hosts: number, strategy: object): Promise<number> {
  const script = { name: `script of ${name}`, language: "shell", content: "true" };
  const { id: scriptId } = await call<{ id: number }>(page, "script.create", script);
  const targetIds: number[] = [];
  for (let at = 1; at <= hosts; at++)
    targetIds.push(await make("target", { name: `${name}-${at}`, proxyId: gate }));
  const task = { name, type: "immediate", scriptId, targetIds, ...strategy };
  return (await call<{ id: number }>(page, "task.create", task)).id;
}

const run = async (id: number) => (await call<{ taskLogId: number }>(page, "task.run", { id })).taskLogId;

test("a task's limit per proxy is set in its form, and a run that waits for a full proxy names it until it has a place", async () => {
  const patient = { connectTimeoutSeconds: 60, connectRetries: 0 };
  const first = await makeTask("holds the place", 1, patient);
  const second = await makeTask("waits for it", 2, patient);
  await open(`/tasks/${second}?tab=edit`);
  const limit = field("Hosts at once through one proxy");
  // A page that is not alive yet gives a field its own value back.
  const changed = () => page.getByText("Changes not saved").isVisible();
  await expect.poll(() => limit.fill("1").then(changed), patience).toBe(true);
  await expect.poll(() => limit.fill("1").then(() => limit.inputValue()), patience).toBe("1");
  await button("Save task").click();
  await page.getByText("waits for it was saved", { exact: false }).first().waitFor();
  await page.reload();
  await expect.poll(() => limit.inputValue(), patience).toBe("1");
  const holding = await run(first);
  await open(`/task-logs/${holding}`);
  await page.getByRole("row").filter({ hasText: "holds the place-1" }).getByText("Connecting").waitFor();
  await open(`/task-logs/${await run(second)}`);
  const waits = page.getByText("2 hosts wait for a place: no more hosts at once go through gate.");
  await waits.waitFor();
  await looksRight(page, "en", "a run that waits");
  await call(page, "taskLog.cancel", { id: holding });
  await waits.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Stop run" }).click();
  await page
    .getByRole("alertdialog")
    .or(page.getByRole("dialog"))
    .getByRole("button", { name: "Stop run" })
    .click();
  await page.getByRole("button", { name: "Stop run" }).waitFor({ state: "detached" });
});

test("hosts that a run did not try behind a dead proxy say so, and since when it is down", async () => {
  const hasty = { connectTimeoutSeconds: 1, connectRetries: 0, concurrency: 1 };
  const id = await run(await makeTask("dead way", 2, hasty));
  await open(`/task-logs/${id}`);
  await page.getByRole("button", { name: "Run again on all 2" }).waitFor();
  await page.getByRole("row").filter({ hasText: "dead way-2" }).getByRole("link").first().click();
  await page.getByText("Not tried", { exact: true }).waitFor();
  await page.getByText(/^It has not answered since .*; last tried at/).waitFor();
  await open(`/proxies/${gate}`);
  await page.getByText("So since", { exact: true }).waitFor();
  await page.getByText("Unreachable").first().waitFor();
});
