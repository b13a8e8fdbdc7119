import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { processLives } from "../dev/process.ts";
import { type TestUser, testUser, writeHome } from "../server/testing/sshd/test-user.ts";
import { type Sshd, startSshd } from "../server/testing/sshd.ts";
import { type Console, startConsole } from "./testing/console.ts";
import { patience } from "./testing/console-page.ts";

/** Three hosts with accounts of their own, so that each lets the platform in by itself. */
const hosts = ["gate", "near", "behind"] as const;
type Host = (typeof hosts)[number];

let started: Console;
let page: Page;
const sshds = {} as Record<Host, Sshd>;
const users = {} as Record<Host, TestUser>;

beforeAll(async () => {
  for (const host of hosts) {
    users[host] = await testUser({ name: `job-${host}` });
    await writeHome(users[host], { ".ssh": null, broken: null });
    // Nobody may log in but by what is put into the account's own file.
    sshds[host] = await startSshd({ authorizedKeys: [] });
  }
  started = await startConsole();
  page = await started.open();
});
afterAll(async () => {
  await started?.stop();
  await Promise.all(Object.values(sshds).map((sshd) => sshd.stop()));
});

const button = (name: string | RegExp) => page.getByRole("button", { name });
const field = (name: string) => page.getByLabel(name, { exact: true });
const header = () => page.locator("header").textContent();

/** Pastes the command that the page shows into the host's own shell, as the account that it is for. */
async function runShownCommand(host: Host): Promise<void> {
  const command = await page.locator("pre", { hasText: "authorized_keys" }).first().textContent();
  const { uid, gid, home } = users[host];
  await promisify(execFile)("sh", ["-c", command ?? ""], {
    uid,
    gid,
    cwd: home,
    env: { ...process.env, HOME: home },
  });
}

async function addHost(host: Host, kind: "target" | "proxy", proxy?: Host): Promise<void> {
  await page.goto(`${started.url}/${kind === "proxy" ? "proxies" : "targets"}/new`);
  await field("Name").fill(host);
  await field("User name").fill(users[host].name);
  await field("Address").fill("127.0.0.1");
  await field("Port").fill(String(sshds[host].port));
  if (proxy !== undefined) await page.getByRole("combobox", { name: "Proxy" }).selectOption({ label: proxy });
  await button(`Create ${kind}`).click();
  await page.getByRole("heading", { name: host, exact: true }).waitFor();
}

async function installAndTest(host: Host): Promise<void> {
  await button("Test connection").click();
  await page.getByText(`${host} refused the login with the platform key.`).waitFor();
  await runShownCommand(host);
  await button("Test again").click();
  await page.getByText("all steps are fine").waitFor();
}

test("a proxy and two hosts, one of them behind it, let the platform in once the shown command has run there", async () => {
  await addHost("gate", "proxy");
  await installAndTest("gate");
  await addHost("near", "target");
  await installAndTest("near");
  await addHost("behind", "target", "gate");
  await installAndTest("behind");
  await expect.poll(() => sshds.behind.count(/Accepted publickey/), patience).toBeGreaterThan(0);
});

test("a script runs on both; what each writes is seen live, and which one failed", async () => {
  await writeHome(users.behind, { broken: "" });
  await page.goto(`${started.url}/scripts/new`);
  await field("Name").fill("weekly backup");
  await field("Script text").fill(
    [
      'echo "begin $1"',
      'for i in 1 2 3 4 5; do echo "segment $i"; sleep 1; done',
      "if [ -e ~/broken ]; then echo no space left >&2; exit 3; fi",
      "echo done",
    ].join("\n"),
  );
  await button("Create script").click();
  await page.getByRole("heading", { name: "weekly backup" }).waitFor();
  await button("Run v1").click();
  for (const host of ["near", "behind"])
    await page.getByRole("checkbox", { name: new RegExp(`\\b${host}\\b`) }).check();
  await button("Add an argument").click();
  await field("Argument 1").fill("two words");
  await button("Run on 2 hosts").click();
  await page.waitForURL(/\/task-logs\/\d+$/);
  const run = page.url();
  await page.getByRole("link", { name: "behind", exact: true }).click();
  const log = page.getByRole("log");
  await expect.poll(() => log.textContent(), patience).toContain("segment 2");
  await expect.poll(header, patience).toContain("Running");
  await expect.poll(() => log.textContent(), patience).toContain("no space left");
  await expect.poll(header, patience).toContain("exit 3");
  await page.keyboard.press("j");
  await page.getByRole("heading", { name: "near", exact: true }).waitFor();
  await expect.poll(() => log.textContent(), patience).toMatch(/begin two words[\s\S]*done/);
  await page.goto(run);
  await expect.poll(header, patience).toContain("Failed");
});

test("the failed one alone is run again, and both runs stand in the histories of script, host and all", async () => {
  await writeHome(users.behind, { broken: null });
  const before = sshds.near.sessions();
  await button("Run again on the one that did not succeed").click();
  const dialog = page.getByRole("dialog");
  await expect.poll(() => dialog.textContent(), patience).toMatch(/1 host.*behind.*v1/);
  await dialog.getByRole("button", { name: "Run again on 1 host" }).click();
  await expect.poll(header, patience).toContain("Succeeded");
  expect(sshds.near.sessions()).toBe(before);
  const id = /\/task-logs\/(\d+)$/.exec(page.url())?.[1] ?? "";
  expect(id).not.toBe("");
  await page.getByRole("link", { name: "weekly backup" }).first().click();
  await page.getByRole("link", { name: /^Runs/ }).click();
  await page.locator(`main a[href="/task-logs/${id}"]:visible`).first().waitFor();
  await page.goto(`${started.url}/targets`);
  await page.getByRole("link", { name: "behind", exact: true }).click();
  await page.getByRole("link", { name: /^Runs/ }).click();
  await page.locator(`main a[href="/task-logs/${id}"]:visible`).first().waitFor();
  await page.goto(`${started.url}/task-logs`);
  await page.locator(`main a[href="/task-logs/${id}"]:visible`).first().waitFor();
  expect(started.faults).toEqual([]);
});

test("a long run is stopped on every host, and nothing of it is left there", async () => {
  await page.goto(`${started.url}/scripts/new`);
  await field("Name").fill("long one");
  await field("Script text").fill("echo $$; while true; do sleep 1; done");
  await button("Create script").click();
  await page.getByRole("heading", { name: "long one" }).waitFor();
  await button("Run v1").click();
  for (const host of ["near", "behind"])
    await page.getByRole("checkbox", { name: new RegExp(`\\b${host}\\b`) }).check();
  await button("Run on 2 hosts").click();
  await page.waitForURL(/\/task-logs\/\d+$/);
  const run = page.url();
  const leaders: number[] = [];
  for (const host of ["near", "behind"]) {
    await page.goto(run);
    await page.getByRole("link", { name: host, exact: true }).click();
    await expect.poll(() => page.getByRole("log").textContent(), patience).toMatch(/\d{2,}/);
    const said = await page.getByRole("log").locator("bdi").first().textContent();
    expect(said).toMatch(/^\d{2,}$/);
    leaders.push(Number(said));
  }
  await page.goto(run);
  await button("Stop run").click();
  await page.getByRole("dialog").getByRole("button", { name: "Stop run" }).click();
  await expect.poll(header, patience).toContain("Cancelled");
  for (const leader of leaders) expect(processLives(leader)).toBe(false);
});
