import type { Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Console, call, startConsole } from "./testing/console.ts";
import { patience } from "./testing/console-page.ts";

let started: Console;
let page: Page;

beforeAll(async () => {
  started = await startConsole();
  page = await started.open();
});
afterAll(() => started?.stop());

const button = (name: string | RegExp) => page.getByRole("button", { name });
const link = (name: string | RegExp) => page.getByRole("link", { name, exact: true });
const field = (label: string) => page.getByLabel(label, { exact: true });
const editor = () => page.getByRole("textbox", { name: "Script text" });
const leaving = () => page.getByRole("dialog", { name: "Leave without saving?" });
const open = (path: string) => page.goto(`${started.url}${path}`);
const at = (path: string) => page.waitForURL(`${started.url}${path}`);
const summary = (title: string) => page.getByRole("region", { name: title });
const focused = () =>
  page.evaluate(() => {
    const { activeElement: at } = document;
    return at?.getAttribute("aria-label") ?? at?.getAttribute("name") ?? at?.querySelector("h2")?.textContent;
  });

/** A host that nothing listens on: whoever tries it is told so at once. */
async function makeTarget(name: string, more: object = {}): Promise<number> {
  const host = { name, username: "root", address: "127.0.0.1", port: 9, ...more };
  return (await call<{ id: number }>(page, "target.create", host)).id;
}

async function makeScript(name: string, content = "true\n"): Promise<number> {
  return (await call<{ id: number }>(page, "script.create", { name, language: "bash", content })).id;
}

test("a form that is refused lists every field, and each line leads to what mends it", async () => {
  await open("/tasks/new");
  await button("Add an argument").click();
  await field("Argument 1").fill("first");
  await button("Add a variable").click();
  await field("Name of variable 1").fill("BAD NAME");
  await button("Create task").click();
  await summary("3 fields need a look").waitFor();
  await expect.poll(focused, patience).toBe("3 fields need a look");
  const lines = () => summary("3 fields need a look").getByRole("link").allTextContents();
  await expect
    .poll(async () => (await lines()).map((line) => line.split(":")[0]), patience)
    .toEqual(["Name", "Script", "Environment BAD NAME"]);
  await link(/^Environment BAD NAME/).click();
  await expect.poll(focused, patience).toBe("Name of variable 1");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("GOOD_NAME");
  await summary("2 fields need a look").waitFor();
  await link(/^Name:/).click();
  await expect.poll(focused, patience).toBe("name");
  await page.keyboard.type("a good name");
  await summary("1 field needs a look").waitFor();
  await expect.poll(() => field("Argument 1").inputValue(), patience).toBe("first");
});

test("a task's form says what will happen while it is filled, and makes and runs the task in one step", async () => {
  await makeScript("found by name");
  await makeTarget("picked in the form");
  await open("/tasks/new");
  const beside = page.getByRole("complementary");
  await beside.getByText("Choose a script and hosts").waitFor();
  await field("Name").fill("from the form");
  await button("Script").click();
  await page.getByRole("searchbox", { name: "Script name" }).fill("by nam");
  await button(/^found by name v1/).click();
  await beside.getByText("No host is picked yet").waitFor();
  await page.getByRole("checkbox", { name: /picked in the form/ }).check();
  await beside.getByText("When it is started, found by name (latest, now v1) runs on 1 host.").waitFor();
  await button("Create and run").click();
  await page.waitForURL(/\/task-logs\/\d+$/);
  await page.getByRole("heading", { name: "from the form" }).waitFor();
});

test("what the server refuses is listed too, and the editor is led to like any field", async () => {
  await makeScript("taken");
  await open("/scripts/new");
  await editor().waitFor();
  await field("Name").fill("taken");
  await button("Create script").click();
  await link(/^Script text:/).click();
  await expect.poll(focused, patience).toBe("Script text");
  await page.keyboard.type("echo typed");
  await button("Create script").click();
  await link(/^Name:/).waitFor();
  await expect.poll(focused, patience).toBe("1 field needs a look");
  await expect.poll(() => editor().textContent(), patience).toBe("echo typed");
  await link(/^Name:/).click();
  await expect.poll(focused, patience).toBe("name");
});

test("links, keys, the palette and back ask before something typed is lost, and name it; staying keeps it", async () => {
  const id = await makeScript("asks", "echo one\n");
  await open("/scripts");
  await link("asks").click();
  await at(`/scripts/${id}`);
  await editor().click();
  await page.keyboard.type("# typed ");
  const stays = async (go: () => Promise<unknown>) => {
    await go();
    await leaving().getByText("Script text").waitFor();
    await leaving().getByRole("button", { name: "Stay" }).click();
    await leaving().waitFor({ state: "hidden" });
    await at(`/scripts/${id}`);
    await expect.poll(() => editor().textContent(), patience).toContain("# typed ");
  };
  await stays(() => page.getByRole("navigation").getByRole("link", { name: "Proxies" }).first().click());
  await stays(async () => {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill(">proxies");
    await page.keyboard.press("Enter");
  });
  await stays(async () => {
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press("g");
    await page.keyboard.press("p");
  });
  await stays(() => page.evaluate(() => history.back()));
  await page.evaluate(() => history.back());
  await leaving().getByRole("button", { name: "Leave without saving" }).click();
  await at("/scripts");
  await page.goForward();
  await at(`/scripts/${id}`);
  await expect.poll(() => editor().textContent(), patience).toBe("echo one");
});

test("closing or loading anew asks by the browser itself; after a save nothing asks", async () => {
  const id = await makeScript("saved", "echo one\n");
  await open(`/scripts/${id}`);
  await editor().click();
  await page.keyboard.type("# typed ");
  const asked = new Promise<string>((tell) =>
    page.once("dialog", (question) => {
      tell(question.type());
      void question.accept();
    }),
  );
  await page.reload();
  expect(await asked).toBe("beforeunload");
  await editor().click();
  await page.keyboard.type("# typed again ");
  await button("Save as v2").click();
  await page.getByText("v2 was saved").waitFor();
  await page.getByRole("navigation").getByRole("link", { name: "Proxies" }).first().click();
  await at("/proxies");
});

test("the run dialog asks in its foot, and goes on to where one wanted", async () => {
  const id = await makeScript("runs");
  await open("/scripts");
  await link("runs").click();
  await at(`/scripts/${id}`);
  await button("Run v1").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name of the task").fill("typed");
  await page.evaluate(() => history.back());
  await dialog.getByText("Close without running?").waitFor();
  await dialog
    .getByRole("button", { name: /^Close/ })
    .last()
    .click();
  await at("/scripts");
});

test("labels are typed as name=value with those of other hosts at hand; the wrong one is said, and names can be edited", async () => {
  await makeTarget("gateway", { labels: { role: "gateway", env: "prod" } });
  await open("/targets/new");
  await field("Name").fill("labelled");
  await field("Address").fill("192.0.2.7");
  await page.getByRole("combobox", { name: "Labels" }).click();
  await page.keyboard.type("gate");
  await page.getByRole("option", { name: /role=gateway/ }).click();
  await page.keyboard.type("bad name=1");
  await page.keyboard.press("Enter");
  await button("Create target").click();
  await link(/^Labels bad name:/).click();
  await expect.poll(focused, patience).toBe("Edit label bad name=1");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("rack=7");
  await page.keyboard.press("Enter");
  await button("Create target").click();
  await page.waitForURL(/\/targets\/\d+$/);
  await page.getByRole("heading", { name: "labelled", level: 1 }).waitFor();
  for (const label of ["role=gateway", "rack=7"])
    await page.locator("header").getByText(label, { exact: true }).waitFor();
});

test("a version says how its newest runs went", async () => {
  const scriptId = await makeScript("rated", "true\n");
  const task = { name: "rated", type: "immediate", scriptId, targetIds: [await makeTarget("closed")] };
  const { taskLogId } = await call<{ taskLogId: number }>(page, "task.create", { ...task, start: true });
  await open(`/task-logs/${taskLogId}`);
  await page.getByText("Unreachable").first().waitFor();
  await expect
    .poll(async () => {
      await open(`/scripts/${scriptId}`);
      return page.getByText("0% succeeded").count();
    }, patience)
    .toBe(1);
});

test("somebody who exists is invited again, and the link is shown once", async () => {
  const user = { email: "again@example.test", role: "tenant_admin", password: "a long enough password" };
  const { id } = await call<{ id: number }>(page, "user.create", user);
  await open(`/settings/users/${id}`);
  await button("Make an invitation link").click();
  await page.getByRole("dialog").getByRole("button", { name: "Make an invitation link" }).click();
  const shown = page.getByRole("region", { name: "again@example.test is invited." });
  await expect.poll(() => shown.locator("code").textContent(), patience).toMatch(/\/invitation#[\w-]{43}$/);
  await shown.getByRole("checkbox").check();
  await shown.getByRole("button", { name: "Hide link" }).click();
  await button("Make an invitation link").waitFor();
  await shown.waitFor({ state: "detached" });
});

test("no page threw an error", () => {
  expect(started.faults).toEqual([]);
});
