import type { Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Console, startConsole } from "./testing/console.ts";
import { patience } from "./testing/console-page.ts";
import { looksRight } from "./testing/looks-right.ts";

let started: Console;
let page: Page;
beforeAll(async () => {
  started = await startConsole();
  page = await started.open();
});
afterAll(() => started?.stop());

const button = (name: string | RegExp) => page.getByRole("button", { name });

test("a file is previewed line by line, its mistakes marked in place; the import does what the preview said", async () => {
  await page.goto(`${started.url}/targets/import`);
  await page
    .getByLabel("Text of the file")
    .fill("name,address,username\nweb-1,192.0.2.1,ops\nweb-2,10.8.1.309,ops\nweb-1,192.0.2.3,ops\n");
  const table = page.getByRole("table", { name: "What the import would do" });
  await expect.poll(() => table.textContent(), patience).toContain("Line 2 has this name already.");
  await expect.poll(() => table.locator("span.underline").first().textContent(), patience).toBe("10.8.1.309");
  await looksRight(page, "en", "/targets/import");
  await page.goto(`${started.url}/targets`);
  expect(await page.getByRole("link", { name: "web-1" }).count()).toBe(0);
  await page.goBack();
  await page.getByLabel("Text of the file").fill("name,address,username\nweb-1,192.0.2.1,ops\n");
  await button("Import 1 host").click();
  await page.waitForURL(/\/targets$/);
  await page.getByRole("link", { name: "web-1", exact: true }).waitFor();
});

test("a file that is chosen is read by its name's notation, and what exists shows its change", async () => {
  await page.goto(`${started.url}/targets/import`);
  await page.locator("input[type=file]").setInputFiles({
    name: "inventory.ini",
    mimeType: "text/plain",
    buffer: Buffer.from("[web]\nweb-1 ansible_host=192.0.2.9 ansible_user=ops http_port=80\n"),
  });
  const table = page.getByRole("table", { name: "What the import would do" });
  await expect.poll(() => table.textContent(), patience).toMatch(/− 192\.0\.2\.1\+ 192\.0\.2\.9/);
  await page.getByText("http_port").first().waitFor();
  expect(started.faults).toEqual([]);
});
