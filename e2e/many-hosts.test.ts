import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Console, call, startConsole } from "./testing/console.ts";
import { patience } from "./testing/console-page.ts";
import { looksRight } from "./testing/looks-right.ts";

let started: Console;
let page: Page;
beforeAll(async () => {
  started = await startConsole();
  page = await started.open();
  const { id: proxyId } = await call<{ id: number }>(page, "proxy.create", {
    name: "gate",
    username: "root",
    address: "192.0.2.1",
  });
  const make = (values: object) =>
    call(page, "target.create", { username: "ops", address: "192.0.2.2", ...values });
  await make({ name: "web-1", labels: { env: "test", old: "1" }, region: "north" });
  await make({ name: "web-2", labels: { env: "test" }, region: "north" });
  await make({ name: "relayed", proxyId, loginMode: "proxy_identity", region: "north" });
});
afterAll(async () => {
  await started?.stop();
  expect(started?.faults).toEqual([]);
});

const button = (name: string | RegExp) => page.getByRole("button", { name });
const row = (name: string) => page.getByRole("row").filter({ hasText: name });

test("labels and proxy of many hosts are changed at once, and what one refuses is said", async () => {
  await page.goto(`${started.url}/targets?region=north`);
  await page.getByLabel("Select all on this page").check();
  await button("Edit 3").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "Add labels" }).fill("env=prod");
  await page.keyboard.press("Enter");
  await dialog.getByLabel("old", { exact: true }).check();
  await dialog.getByLabel("Proxy").selectOption("direct");
  await dialog.getByText("its pinned host key goes").waitFor();
  await looksRight(page, "en", "the edit of many hosts");
  await dialog.getByRole("button", { name: "Change 3" }).click();
  await page.getByText("Changed 2 hosts, 1 refused").waitFor();
  await page.getByText(/^relayed: /).waitFor();
  for (const name of ["web-1", "web-2"])
    await expect.poll(() => row(name).textContent(), patience).toContain("env=prod");
  await expect.poll(() => row("web-1").textContent(), patience).not.toContain("old");
});

test("the list is downloaded as it is narrowed, as a file that can be imported again", async () => {
  await page.goto(`${started.url}/targets?search=web-2`);
  await row("web-2").waitFor();
  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export CSV" }).click();
  const file = await coming;
  expect(file.suggestedFilename()).toMatch(/^targets-\d{4}-\d\d-\d\d\.csv$/);
  const text = await readFile(await file.path(), "utf8");
  // The mark in front, which tells spreadsheets that it is UTF-8, is trimmed away.
  expect(text.trim().split("\r\n")).toEqual([
    "name,hostId,address,port,username,proxy,cloudPool,region,labels,loginMode,oldAlgorithms",
    "web-2,,192.0.2.2,22,ops,,,north,env=prod,platform_key,false",
  ]);
  await page.goto(`${started.url}/targets/import`);
  await page.getByLabel("Text of the file").fill(text);
  await page.getByText("same").first().waitFor();
  await expect.poll(() => button(/^Import 0/).getAttribute("aria-disabled"), patience).toBe("true");
});
