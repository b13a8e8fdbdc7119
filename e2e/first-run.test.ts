import type { Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sampleKeys } from "../server/domain/sample.ts";
import { type Console, call, startConsole } from "./testing/console.ts";
import { patience } from "./testing/console-page.ts";
import { looksRight } from "./testing/looks-right.ts";

let started: Console;
let page: Page;

beforeAll(async () => {
  started = await startConsole({ HOSTRUN_SANDBOX: "true" });
  page = await started.open();
});
afterAll(() => started?.stop());

const button = (name: string | RegExp) => page.getByRole("button", { name });
const firstRun = () => page.getByRole("heading", { name: /Run a script now/ });
const open = (path: string) => page.goto(`${started.url}${path}`);
/** Those that are seen: a list has its items for a phone too. */
const sampleTags = () =>
  page.getByRole("main").getByText("sample", { exact: true }).filter({ visible: true }).count();

test.each(["en", "zh-CN"] as const)("a fresh installation has one next step, in %s", async (locale) => {
  const other = await started.open(locale);
  await looksRight(other, locale, "/");
  await expect.poll(() => other.locator("main .bg-ink").count(), patience).toBe(1);
  await other.setViewportSize({ width: 390, height: 844 });
  await looksRight(other, locale, "/ on a phone");
  await other.context().close();
});

test("one click runs the sample on the sandbox and opens what it says; that is not yet a run of one's own", async () => {
  await open("/");
  await firstRun().waitFor();
  await page.getByText("# How full are the disks?").waitFor();
  await button("Run disk-report.sh").first().click();
  await page.waitForURL(/\/task-logs\/\d+\/targets\/\d+$/);
  await expect.poll(() => page.getByRole("log").textContent(), patience).toMatch(/\/\s+\d+%/);
  await expect.poll(() => page.getByText("Succeeded").count(), patience).toBeGreaterThan(0);
  await open("/");
  await firstRun().waitFor();
});

test("ticks come from what there is, and the page is put away and shown again by who wants that", async () => {
  await open("/");
  await page.getByText("0 of 5 done").waitFor();
  await call(page, "script.create", { name: "my own", language: "shell", content: "true\n" });
  await page.reload();
  await page.getByText("1 of 5 done").waitFor();
  await button("Hide this").click();
  await page.getByText("30 days").waitFor();
  await firstRun().waitFor({ state: "detached" });
  await button("First steps").click();
  await firstRun().waitFor();
});

test("samples are marked in lists, and go by one button that names what goes and what stays", async () => {
  await open("/scripts");
  await expect.poll(sampleTags, patience).toBe(sampleKeys.length);
  await open("/tasks");
  // Each script has its task, and one of them a schedule that rests.
  await expect.poll(sampleTags, patience).toBe(sampleKeys.length + 1);
  await open("/");
  await button("Remove the samples").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText(/disk-report\.sh.*hello\.sh/).waitFor();
  await dialog.getByText(/task logs stay.*sandbox/).waitFor();
  await dialog.getByRole("button", { name: "Remove the samples" }).click();
  await page.getByText("The samples are gone").waitFor();
  await expect.poll(() => firstRun().count(), patience).toBe(0);
  await open("/scripts");
  await page.getByRole("link", { name: "my own" }).waitFor();
  expect(await sampleTags()).toBe(0);
  await open("/targets");
  await page.getByRole("link", { name: "sandbox", exact: true }).waitFor();
  await open("/task-logs");
  await page
    .getByRole("link", { name: /disk-report\.sh/ })
    .first()
    .waitFor();
});

test("no page threw an error", () => {
  expect(started.faults).toEqual([]);
});
