import { setTimeout as delay } from "node:timers/promises";
import type { Page } from "@playwright/test";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Console, call, startConsole } from "./testing/console.ts";
import { newPage, patience } from "./testing/console-page.ts";
import { looksRight } from "./testing/looks-right.ts";

let started: Console;
let page: Page;
beforeAll(async () => {
  started = await startConsole();
  page = await started.open();
});
afterAll(() => started?.stop());

const open = (path: string) => page.goto(`${started.url}${path}`);
const button = (name: string | RegExp) => page.getByRole("button", { name });
const dialog = () => page.getByRole("dialog");
const heading = (name: string, level = 1) => page.getByRole("heading", { name, level });
const option = (name: string | RegExp) => dialog().getByRole("option", { name });

/** A browser in which nobody has signed in. */
async function stranger(): Promise<Page> {
  const browser = page.context().browser();
  if (browser === null) throw new Error("the browser is gone");
  return newPage(browser, started.faults);
}

async function signIn(as: Page, email: string, password: string): Promise<void> {
  await as.goto(`${started.url}/sign-in`);
  await as.fill("input[name=email]", email);
  await as.fill("input[name=password]", password);
  await as.click("[type=submit] >> nth=0");
}

const empty = ["/", "/scripts", "/tasks", "/task-logs", "/targets", "/proxies", "/settings/api-tokens"];
const settings = [
  "/settings/users",
  "/settings/users/new",
  "/settings/users/1",
  "/settings/sessions",
  "/settings/tenants",
  "/settings/tenants/new",
  "/settings/tenants/1",
  "/settings/platform-key",
  "/settings/audit",
  "/settings/system",
  "/settings/password",
  "/invitation#absent",
  "/targets/999",
];

describe.each([
  ["en", "light", 1280],
  ["zh-CN", "dark", 390],
] as const)("in %s, %s, %i px", (locale, colorScheme, width) => {
  let reader: Page;
  beforeAll(async () => {
    reader = await started.open(locale);
    await reader.emulateMedia({ colorScheme });
    await reader.setViewportSize({ width, height: 844 });
  });
  afterAll(() => reader?.context().close());

  test.each([...empty, ...settings])(
    "%s has no serious fault of access and fits, filled or empty",
    async (path) => {
      await reader.goto(`${started.url}${path}`);
      await reader.getByRole("heading", { level: 1 }).waitFor();
      await looksRight(reader, locale, path);
    },
  );
});

test("what is not there is said in the reader's language, inside the console", async () => {
  const reader = await started.open("zh-CN");
  await reader.goto(`${started.url}/scripts/999`);
  await reader.getByRole("heading", { name: "没有这个页面" }).waitFor();
  await reader.getByRole("navigation", { name: "主导航" }).first().waitFor();
  await reader.goto(`${started.url}/no/such/address`);
  await reader.getByRole("heading", { name: "没有这个页面" }).waitFor();
  await reader.context().close();
});

test("the palette finds a script and a target by name and by number, and opens what is chosen", async () => {
  const script = await call<{ id: number }>(page, "script.create", {
    name: "rotate certificates",
    language: "shell",
    content: "true\n",
  });
  await call(page, "target.create", { name: "cert-hz-001", username: "root", address: "192.0.2.7" });
  await open("/tasks");
  await heading("Tasks").waitFor();
  await page.keyboard.press("Control+k");
  await dialog().getByRole("combobox").fill("cert");
  await option(/rotate certificates/).waitFor();
  await option(/cert-hz-001/).waitFor();
  await dialog().getByRole("combobox").fill("@cert");
  await option(/cert-hz-001/).waitFor();
  await expect.poll(() => option(/rotate certificates/).count(), patience).toBe(0);
  await dialog().getByRole("combobox").fill(`#${script.id}00`);
  await dialog().getByText("Nothing has").waitFor();
  await dialog().getByRole("combobox").fill(">proxies");
  await option("Go to Proxies").waitFor();
  await dialog().getByRole("combobox").fill("rotate");
  await option(/rotate certificates/).waitFor();
  await page.keyboard.press("Enter");
  await heading("rotate certificates").waitFor();
});

test("Enter waits for what was typed, however late its answer comes", async () => {
  await open("/tasks");
  await heading("Tasks").waitFor();
  const lists = /\/api\/trpc\/.*script\.list/;
  await page.route(lists, async (route) => {
    await delay(1_500);
    await route.continue();
  });
  await page.keyboard.press("Control+k");
  await dialog().getByRole("combobox").fill("rotate");
  await page.keyboard.press("Enter");
  await heading("rotate certificates").waitFor();
  await page.unroute(lists);
});

test("keys lead to places and over a list's rows; ? lists them, and single ones can be turned off", async () => {
  await open("/scripts");
  await heading("Scripts").waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("h");
  await heading("Targets").waitFor();
  await page.getByRole("link", { name: "cert-hz-001", exact: true }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("g");
  expect(page.url()).toContain("/targets");
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.closest("tr") !== null), patience)
    .toBe(true);
  await page.keyboard.press("?");
  await dialog().getByText("Next, previous").waitFor();
  await dialog().getByRole("button", { name: "Turn single keys off" }).click();
  await dialog().getByRole("button", { name: "Turn single keys on" }).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await page.keyboard.press("Control+k");
  await dialog().getByRole("combobox").waitFor();
  expect(await dialog().getByText("Next, previous").count()).toBe(0);
  await page.evaluate(() => localStorage.clear());
});

test("a user who is invited sets a password and signs in; disabled, they are out", async () => {
  await open("/settings/users/new");
  await page.getByLabel("E-mail", { exact: true }).fill("li.hang@example.test");
  await page.getByLabel("Name", { exact: true }).fill("Li Hang");
  await button("Create user").click();
  await page.getByText("Li Hang is invited.").waitFor();
  const link = (await page.locator("main code").first().textContent()) ?? "";
  const invited = await stranger();
  await invited.goto(link);
  await invited.getByLabel("Password", { exact: true }).fill("a password of my own");
  await invited.getByRole("button", { name: "Set password" }).click();
  await invited.getByRole("link", { name: "Sign in as li.hang@example.test" }).waitFor();
  await signIn(invited, "li.hang@example.test", "a password of my own");
  await invited.getByRole("heading", { name: "Overview" }).waitFor();
  await invited.goto(`${started.url}/settings/tenants`);
  await invited.getByRole("heading", { name: "There is no such page" }).waitFor();
  await page.getByLabel("I have put it where it belongs").check();
  await button("Hide link").click();
  await page.getByRole("link", { name: "Li Hang" }).click();
  await button("Disable user").click();
  await dialog().getByRole("button", { name: "Disable user" }).click();
  await button("Enable user").waitFor();
  await invited.goto(`${started.url}/scripts`);
  await invited.waitForURL(/\/sign-in/);
  await invited.context().close();
});

test("a token is shown once, works as long as it is not revoked, and stays until it was put away", async () => {
  await open("/settings/api-tokens");
  await button("New token").click();
  await page.getByLabel("Name", { exact: true }).fill("cmdb-sync");
  await button("Create token").click();
  await page.getByText("cmdb-sync is ready.").waitFor();
  const token = (await page.locator("main code").first().textContent()) ?? "";
  const ask = () => fetch(`${started.url}/api/v1/scripts`, { headers: { authorization: `Bearer ${token}` } });
  expect((await ask()).status).toBe(200);
  await button("Hide token").click({ force: true });
  await page.getByText("cmdb-sync is ready.").waitFor();
  await page.getByLabel("I have put it where it belongs").check();
  await button("Hide token").click();
  await expect.poll(() => page.getByText(token).count(), patience).toBe(0);
  await button("Revoke").click();
  await dialog().getByRole("button", { name: "Revoke token" }).click();
  await expect.poll(async () => (await ask()).status, patience).toBe(401);
});

test("a tenant that is chosen narrows the lists, and takes what is made", async () => {
  await open("/settings/tenants/new");
  await page.getByLabel("Name", { exact: true }).fill("Huaxin prod");
  await button("Create tenant").click();
  await heading("Huaxin prod").waitFor();
  await button("Tenant: All tenants").click();
  await page.getByRole("option", { name: "Huaxin prod" }).click();
  await button("Tenant: Huaxin prod").waitFor();
  await open("/scripts");
  await page.getByText("0 scripts").waitFor();
  await call(page, "script.create", { name: "of huaxin", language: "shell", content: "true\n" });
  await open("/scripts");
  await page.getByRole("link", { name: "of huaxin" }).waitFor();
  expect(await page.getByRole("link", { name: "rotate certificates" }).count()).toBe(0);
  await button("Tenant: Huaxin prod").click();
  await page.getByRole("option", { name: "All tenants" }).click();
  await page.getByRole("link", { name: "rotate certificates" }).waitFor();
});

test("a test of a target shows each step as it comes, the cause and cure where it fails, and what was not done", async () => {
  await call(page, "target.create", {
    name: "nobody there",
    username: "root",
    address: "127.0.0.1",
    port: 9,
  });
  await open("/targets");
  await page.getByRole("link", { name: "Show the connection of nobody there" }).click();
  await button("Test connection").click();
  await page.getByText("Check address and port").first().waitFor();
  const steps = page.locator("section[aria-label='Connection test'] ol > li");
  await expect.poll(() => steps.count(), patience).toBeGreaterThan(5);
  await expect.poll(() => page.getByText("not done").count(), patience).toBeGreaterThan(0);
  expect(page.url()).toContain("open=");
  await expect.poll(() => page.getByText("Unreachable").count(), patience).toBeGreaterThan(0);
});

test("the overview tells what needs somebody, and leads there", async () => {
  await open("/");
  await page.getByText("1 host is unreachable").waitFor();
  await page.getByRole("link", { name: "Look" }).click();
  await page.waitForURL(/status=unreachable/);
  await page.getByRole("link", { name: "nobody there", exact: true }).waitFor();
});

test("no page threw an error", () => {
  expect(started.faults).toEqual([]);
});
