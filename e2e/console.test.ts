import type { Browser, Page } from "@playwright/test";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Product, startProduct } from "../dev/testing/product.ts";
import { openBrowser } from "../server/testing/browser.ts";
import { type TestUser, testUser } from "../server/testing/sshd/test-user.ts";
import { type Sshd, startSshd } from "../server/testing/sshd.ts";
import { admin, newPage, patience, signIn } from "./testing/console-page.ts";
import { looksRight } from "./testing/looks-right.ts";

let product: Product;
let sshd: Sshd;
let user: TestUser;
let browser: Browser;
let page: Page;
const faults: string[] = [];

beforeAll(async () => {
  const settings = { HOSTRUN_ALLOW_LOOPBACK_TARGETS: "true", HOSTRUN_HEARTBEAT_SECONDS: "1" };
  product = await startProduct({ ...settings, HOSTRUN_ADMIN_PASSWORD: admin.password });
  user = await testUser({ name: "console" });
  browser = await openBrowser();
  page = await newPage(browser, faults);
});
afterAll(async () => {
  await browser?.close();
  await sshd?.stop();
  await product?.stop();
});

const button = (name: string | RegExp) => page.getByRole("button", { name });
/** The page's own words: the framework's announcer of pages is an alert too. */
const alert = () => page.getByRole("main").getByRole("alert").first();
const field = (name: string) => page.getByLabel(name, { exact: true });

test("a wrong password is said with the tries left, and what was typed stays; the right one opens the console", async () => {
  await page.goto(`${product.url}/tasks`);
  await page.waitForURL(`${product.url}/sign-in`);
  await page.fill("input[name=email]", admin.email);
  await page.fill("input[name=password]", "not the password");
  await page.click("[type=submit] >> nth=0");
  await expect.poll(() => alert().textContent(), patience).toMatch(/wrong.*9 tries are left/);
  await expect.poll(() => page.inputValue("input[name=email]"), patience).toBe(admin.email);
  await signIn(page, product);
  await page.getByRole("heading", { name: "Overview" }).waitFor();
});

test("a script is written; what the form refuses is said at its field, by the server's own rule", async () => {
  await page.goto(`${product.url}/scripts`);
  await page.getByRole("link", { name: "New script" }).first().click();
  await button("Create script").click();
  await expect.poll(() => alert().textContent(), patience).toContain("This is needed");
  await field("Name").fill("count slowly");
  await field("Language").selectOption("shell");
  await field("Script text").fill(
    'echo "begin $1"; echo "to stderr" >&2; i=0; while [ $i -lt 60 ]; do i=$((i+1)); echo "tick $i"; sleep 1; done\n',
  );
  await button("Create script").click();
  await page.getByRole("heading", { name: "count slowly" }).waitFor();
  await field("Script text").fill(
    'echo "begin $1"; printf "\\033[31mred\\033[0m <b>bold</b>\\n"; echo "to stderr" >&2; exit 3\n',
  );
  await button("Save as v2").click();
  await page.getByText("v2 was saved").waitFor();
});

test("a target is added, tested step by step, and refused with a cure until the shown command has run there", async () => {
  await page.goto(`${product.url}/targets/new`);
  const { command } = await startHost();
  await field("Name").fill("host one");
  await field("User name").fill(user.name);
  await field("Address").fill("127.0.0.1:22");
  await button("Create target").click();
  await expect.poll(() => alert().textContent(), patience).toContain("address alone");
  await field("Address").fill("127.0.0.1");
  await field("Port").fill(String(sshd.port));
  await button("Create target").click();
  await page.getByRole("heading", { name: "host one" }).waitFor();
  await button("Test connection").click();
  await page.getByText("host one refused the login with the platform key.").waitFor();
  expect(
    await page
      .getByText(/authorized_keys/)
      .first()
      .textContent(),
  ).toBeTruthy();
  await command();
  await button("Test again").click();
  await page.getByText("Reachable, and scripts can run there.").waitFor();
});

/** A host that lets nobody in yet, and what puts the key there: the command that the page shows. */
async function startHost(): Promise<{ command: () => Promise<void> }> {
  sshd = await startSshd({ authorizedKeys: [], lines: [] });
  return {
    command: async () => {
      const shown = (await page.locator("pre", { hasText: "authorized_keys" }).first().textContent()) ?? "";
      const key = /ssh-ed25519 [A-Za-z0-9+/=]+/.exec(shown)?.[0] ?? "";
      expect(key).not.toBe("");
      await sshd.authorize(key);
    },
  };
}

test("it runs on the picked host; both streams and exit code 3 are seen, colours shown and markup inert", async () => {
  await page.goto(`${product.url}/scripts`);
  await page.getByRole("link", { name: "count slowly" }).click();
  await button("Run v2").click();
  await page.getByRole("checkbox", { name: /host one/ }).check();
  await button("Add an argument").click();
  await field("Argument 1").fill("two words");
  await button("Run on 1 host").click();
  await page.waitForURL(/\/task-logs\/\d+$/);
  await expect.poll(() => page.locator("header").textContent(), patience).toContain("Failed");
  await page.getByRole("link", { name: "host one", exact: true }).click();
  const log = page.getByRole("log");
  await expect.poll(() => log.textContent(), patience).toContain("begin two words");
  await expect.poll(() => log.textContent(), patience).toContain("red <b>bold</b>");
  await expect.poll(() => log.textContent(), patience).toContain("2>to stderr");
  await expect.poll(() => log.locator(".text-ansi-red").textContent(), patience).toBe("red");
  expect(await log.locator("b", { hasText: /^bold$/ }).count()).toBe(0);
  await expect.poll(() => page.locator("header").textContent(), patience).toContain("exit 3");
});

test("a long one is followed live and stopped: its lines appear as they are written, and it ends as cancelled", async () => {
  await page.goto(`${product.url}/scripts`);
  await page.getByRole("link", { name: "count slowly" }).click();
  await field("Script text").fill("i=0; while [ $i -lt 60 ]; do i=$((i+1)); echo tick $i; sleep 1; done\n");
  await button("Save as v3").click();
  await page.getByText("v3 was saved").waitFor();
  await button("Run v3").click();
  await page.getByRole("checkbox", { name: /host one/ }).check();
  await button("Run on 1 host").click();
  await page.waitForURL(/\/task-logs\/\d+$/);
  const run = page.url();
  await page.getByRole("link", { name: "host one", exact: true }).click();
  await expect.poll(() => page.getByRole("log").textContent(), patience).toContain("tick 2");
  await expect.poll(() => page.getByRole("log").textContent(), patience).toContain("tick 4");
  await page.goto(run);
  await button("Stop run").click();
  await page.getByRole("dialog").getByRole("button", { name: "Stop run" }).click();
  await expect.poll(() => page.locator("header").textContent(), patience).toContain("Cancelled");
});

const paths = [
  "/",
  "/scripts",
  "/scripts/new",
  "/scripts/1",
  "/tasks",
  "/tasks/new",
  "/tasks/1",
  "/task-logs",
  "/task-logs/1",
  "/task-logs/1/targets/1",
  "/targets",
  "/targets/new",
  "/targets/1",
  "/proxies",
  "/proxies/new",
];

describe.each([
  ["en", "light"],
  ["zh-CN", "dark"],
] as const)("in %s, %s", (locale, scheme) => {
  let reader: Page;
  beforeAll(async () => {
    reader = await newPage(browser, faults, { locale, colorScheme: scheme });
  });
  afterAll(() => reader?.context().close());

  test("the sign-in page has no serious fault of access, and speaks one language", async () => {
    await reader.goto(`${product.url}/sign-in`);
    await looksRight(reader, locale, "/sign-in");
    await signIn(reader, product);
  });

  test.each(paths)("%s has no serious fault of access, and speaks one language", async (path) => {
    await reader.goto(`${product.url}${path}`);
    await reader.getByRole("heading", { level: 1 }).waitFor();
    await looksRight(reader, locale, path);
    expect(faults).toEqual([]);
  });
});
