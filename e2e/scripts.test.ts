import { execFileSync } from "node:child_process";
import type { Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Console, call, startConsole } from "./testing/console.ts";

const patience = { timeout: 20_000 };
const hosts = 24;

let started: Console;
let page: Page;

beforeAll(async () => {
  started = await startConsole();
  page = await started.open();
  for (let number = 1; number <= hosts; number += 1) {
    const role = number <= 22 ? "gateway" : "db";
    const name = `host-${String(number).padStart(2, "0")}`;
    await call(page, "target.create", {
      name,
      username: "root",
      address: `192.0.2.${number}`,
      labels: { role },
    });
  }
});
afterAll(() => started?.stop());

const button = (name: string | RegExp) => page.getByRole("button", { name });
const editor = () => page.getByRole("textbox", { name: "Script text" });
const dialog = () => page.getByRole("dialog");
const open = (path: string) => page.goto(`${started.url}${path}`);
const editorText = () => editor().textContent();

async function makeScript(name: string, ...contents: string[]): Promise<number> {
  const [content, ...later] = contents;
  const { id } = await call<{ id: number }>(page, "script.create", { name, language: "bash", content });
  for (const [at, next] of later.entries())
    await call(page, "script.update", { id, content: next, note: `note ${at + 2}` });
  return id;
}

test("a mistake in a shell script is said under its line, with line and column, while it is written", async () => {
  await open("/scripts/new");
  await editor().fill('echo ok\nlist=(1 2)\necho "$list');
  await page.getByText(/1 problem/).waitFor();
  await page.locator(".cm-problem").waitFor();
  await expect.poll(() => page.locator(".cm-problem").textContent(), patience).toMatch(/line 3, column \d+/);
  await editor().fill("echo ok");
  await page.getByText("No problems").waitFor();
});

test("a text with line ends of Windows is saved byte for byte around what was changed", async () => {
  const id = await makeScript("windows", "echo one\r\necho two\r\n");
  await open(`/scripts/${id}`);
  await editor().click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type("echo three");
  await button("Save as v2").click();
  await page.getByText("v2 was saved").waitFor();
  const stored = await page.evaluate(
    async (script) =>
      (await (await fetch(`/api/trpc/script.get?input=${encodeURIComponent(`{"id":${script}}`)}`)).json())
        .result.data.content,
    id,
  );
  expect(stored).toBe("echo one\r\necho two\r\necho three");
});

test("any two versions are compared at an address of their own, and back leads to the pair before", async () => {
  const id = await makeScript("versions", "echo one\n", "echo two\n", "echo two\necho three\n");
  await open(`/scripts/${id}?tab=versions`);
  const comparison = page.getByRole("region", { name: "Comparison" });
  await comparison.locator(".cm-insertedLine, .cm-changedLine").first().waitFor();
  await button("Compare from v1").click();
  await page.waitForURL(/a=1&b=3|b=3&a=1/);
  await expect.poll(() => comparison.textContent(), patience).toMatch(/\+2\s*−1/);
  const shared = page.url();
  await page.goBack();
  await expect.poll(() => comparison.textContent(), patience).toMatch(/\+1\s*−0/);
  await page.goto(shared);
  await expect.poll(() => comparison.textContent(), patience).toMatch(/\+2\s*−1/);
});

test("restoring says what it makes and what stays, and makes a new version", async () => {
  const id = await makeScript("restore", "echo first\n", "echo second\n");
  await open(`/scripts/${id}?tab=versions`);
  await button("Restore v1").click();
  await expect.poll(() => dialog().textContent(), patience).toMatch(/as v3.*v2 and all others stay/s);
  await dialog().getByRole("button", { name: "Restore v1" }).click();
  await page.getByText("current again, as v3").waitFor();
  await page.getByRole("link", { name: "Editor" }).click();
  await expect.poll(editorText, patience).toContain("echo first");
});

test("a save over another's keeps what was typed, shows both, and goes on with the one that is chosen", async () => {
  const id = await makeScript("conflict", "echo base\n");
  await open(`/scripts/${id}`);
  await editor().fill("echo mine");
  await call(page, "script.update", { id, content: "echo theirs\n" });
  await button("Save as v2").click();
  await page.getByText(/v2 was saved meanwhile/).waitFor();
  await expect.poll(editorText, patience).toContain("echo mine");
  await button("Compare with v2").click();
  await expect
    .poll(() => page.getByRole("region", { name: "Comparison" }).textContent(), patience)
    .toContain("echo theirs");
  await button("Save mine as v3").click();
  await page.getByText("v3 was saved").waitFor();
  await expect.poll(editorText, patience).toContain("echo mine");
});

test("a refused form keeps what was typed and says at its field what is wrong", async () => {
  await makeScript("taken", "echo\n");
  await open("/scripts/new");
  await page.getByLabel("Name", { exact: true }).fill("taken");
  await editor().fill("echo kept");
  await button("Create script").click();
  await page.getByText("The name taken is taken.").first().waitFor();
  await expect.poll(editorText, patience).toContain("echo kept");
  await expect
    .poll(() => page.getByLabel("Name", { exact: true }).getAttribute("aria-invalid"), patience)
    .toBe("true");
});

test("all hosts of a filter are picked at once; above the limit their number is typed before anything runs", async () => {
  const id = await makeScript("many", "echo hello\n");
  await open(`/scripts/${id}`);
  await button("Run v1").click();
  await dialog()
    .getByRole("checkbox", { name: /gateway/ })
    .check();
  await dialog().getByRole("button", { name: "Pick all 22 that match" }).click();
  await dialog().getByText("22 hosts picked").waitFor();
  const run = dialog().getByRole("button", { name: "Run on 22 hosts" });
  await expect.poll(() => run.getAttribute("aria-disabled"), patience).toBe("true");
  await dialog().getByLabel("Number of hosts").fill("21");
  await expect.poll(() => run.getAttribute("aria-disabled"), patience).toBe("true");
  await dialog().getByLabel("Number of hosts").fill("22");
  await run.click();
  await page.waitForURL(/\/task-logs\/\d+$/);
});

test("the run is copied as cURL with the values filled in, and the token is read from the environment", async () => {
  const id = await makeScript("curl", "echo hello\n");
  await open("/scripts");
  await button("Run curl").click();
  await dialog()
    .getByRole("checkbox", { name: /host-01/ })
    .check();
  await dialog().getByRole("button", { name: "Add an argument" }).click();
  await dialog().getByLabel("Argument 1", { exact: true }).fill("it's two words");
  await dialog().getByRole("button", { name: "Copy as cURL" }).click();
  const command = await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()), patience)
    .toContain("curl")
    .then(() => page.evaluate(() => navigator.clipboard.readText()));
  expect(command).not.toContain("hrt_");
  const words = execFileSync("sh", ["-c", `curl() { printf '%s\\0' "$@"; }; ${command}`], {
    env: { ...process.env, HOSTRUN_TOKEN: "hrt_from_the_environment" },
  })
    .toString()
    .split("\0");
  expect(words).toContain("Authorization: Bearer hrt_from_the_environment");
  expect(words).toContain(`${started.url}/api/v1/tasks`);
  const body = JSON.parse(words.at(words.indexOf("--data-binary") + 1) ?? "");
  expect(body).toMatchObject({ scriptId: id, arguments: ["it's two words"], start: true });
  expect(body.targetIds).toHaveLength(1);
});

test("closing a run dialog with something picked asks in its foot", async () => {
  await page.keyboard.press("Escape");
  await dialog().getByText("Close without running?").waitFor();
  await dialog().getByRole("button", { name: "Go on" }).click();
  await dialog().getByText("1 host picked").waitFor();
});

test("a deletion names what goes and what stays", async () => {
  const id = await makeScript("goes away", "echo\n");
  await open(`/scripts/${id}`);
  await button("Delete script").click();
  await expect
    .poll(() => dialog().textContent(), patience)
    .toMatch(/Delete goes away\?.*versions go with it.*logs stay/s);
  await dialog().getByRole("button", { name: "Delete script" }).click();
  await page.waitForURL(/\/scripts$/);
  expect(started.faults).toEqual([]);
});
