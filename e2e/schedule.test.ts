import type { Page } from "@playwright/test";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testUser } from "../server/testing/sshd/test-user.ts";
import type { Sshd } from "../server/testing/sshd.ts";
import { startSshd } from "../server/testing/sshd.ts";
import { type Console, call, startConsole } from "./testing/console.ts";
import { patience } from "./testing/console-page.ts";
import { looksRight } from "./testing/looks-right.ts";

let started: Console;
let page: Page;
let sshd: Sshd;
let targetId: number;

beforeAll(async () => {
  started = await startConsole();
  page = await started.open();
  const { publicKey } = await page.evaluate(async () => {
    const answer = await fetch("/api/trpc/key.current?input=%7B%7D");
    return (await answer.json()).result.data;
  });
  const user = await testUser({ shell: "sh" });
  sshd = await startSshd({ authorizedKeys: [publicKey] });
  const host = { name: "db-1", address: sshd.address, port: sshd.port, username: user.name };
  const hostKeyFingerprint = sshd.hostKeys[0]?.fingerprint;
  targetId = (await call<{ id: number }>(page, "target.create", { ...host, hostKeyFingerprint })).id;
});
afterAll(async () => {
  await started?.stop();
  await sshd?.stop();
});

const open = (path: string) => page.goto(`${started.url}${path}`);
const button = (name: string | RegExp) => page.getByRole("button", { name });
const field = (label: string) => page.getByLabel(label, { exact: true });
const beside = () => page.getByRole("complementary");
const row = (name: string) => page.getByRole("row", { name });

async function makeScript(name: string, content: string): Promise<number> {
  return (await call<{ id: number }>(page, "script.create", { name, language: "shell", content })).id;
}

/** A schedule that is at work, on the one host. */
async function makeCron(name: string, scriptId: number, cron: string, more: object = {}): Promise<number> {
  const task = { name, type: "cron", cron, timeZone: "Asia/Shanghai", scriptId, targetIds: [targetId] };
  return (await call<{ id: number }>(page, "task.create", { ...task, start: true, ...more })).id;
}

test("while a schedule is typed it is said in words with its next fires, in its zone and in the reader's", async () => {
  await open("/tasks/new");
  await page.getByRole("radio", { name: /^Cron/ }).check();
  await button("Weekdays 02:30").click();
  await expect.poll(() => field("Schedule").inputValue(), patience).toBe("30 2 * * 1-5");
  await button("Time zone").click();
  await page.getByPlaceholder("City or region").fill("shanghai");
  await page.getByRole("option", { name: /Asia\/Shanghai/ }).click();
  await page.getByText("At 02:30, Monday to Friday, Shanghai time.").waitFor();
  const fires = beside().getByRole("table", { name: "Next 10 fires" });
  await expect.poll(() => fires.getByRole("row").count(), patience).toBe(11);
  await fires.getByRole("row").nth(1).getByText("02:30").waitFor();
  // The reader's clock is the browser's: UTC here.
  await fires.getByRole("row").nth(1).getByText("18:30").waitFor();
});

test("a schedule that never fires, or comes too often, is refused while it is typed", async () => {
  await field("Schedule").fill("0 0 30 2 *");
  await field("Schedule").blur();
  await page.getByText(/^This never fires/).waitFor();
  await field("Schedule").fill("* * * * * *");
  await page.getByText("This fires more often than every 10 s").waitFor();
  await field("Schedule").fill("0 0 13 * 5");
  await page.getByText(/either one is enough to fire/).waitFor();
});

test("what was typed for one type comes back with it, and a time is by the clock of the zone", async () => {
  await page.getByRole("radio", { name: /^Once/ }).check();
  await field("Time").fill("2031-03-04T05:06");
  await page.getByRole("radio", { name: /^Cron/ }).check();
  await expect.poll(() => field("Schedule").inputValue(), patience).toBe("0 0 13 * 5");
  await page.getByRole("radio", { name: /^Once/ }).check();
  await expect.poll(() => field("Time").inputValue(), patience).toBe("2031-03-04T05:06");
  await makeScript("told once", "true\n");
  await button("Script").click();
  await page.getByRole("searchbox", { name: "Script name" }).fill("told once");
  await button(/^told once v1/).click();
  await page.getByRole("checkbox", { name: /db-1/ }).check();
  await field("Name").fill("once in spring");
  await beside()
    .getByText(/Tuesday 4 March 05:06, Shanghai time/)
    .waitFor();
  await button("Create and start schedule").click();
  await page.waitForURL(/\/tasks\/\d+$/);
  await page.getByRole("heading", { name: "once in spring" }).waitFor();
  await button("Stop schedule").click();
  await page.getByRole("dialog").getByRole("button", { name: "Stop schedule" }).click();
  await button("Start schedule").waitFor();
  await page.getByText("Schedule stopped").first().waitFor();
});

// Its one run lasts longer than the shortest gap that there may be between two fires.
test("a schedule that will overlap says so, by the usual duration of its task", async () => {
  const scriptId = await makeScript("takes its time", "sleep 12\n");
  const id = await makeCron("overlaps", scriptId, "0 0 1 1 *");
  const { taskLogId } = await call<{ taskLogId: number }>(page, "task.run", { id });
  await open(`/task-logs/${taskLogId}`);
  await page.getByRole("button", { name: "Run again", exact: true }).waitFor();
  await open(`/tasks/${id}?tab=edit`);
  // The page listens once it shows what it computed itself.
  await beside().getByRole("table").waitFor();
  await field("Schedule").fill("*/10 * * * * *");
  await page.getByText(/Will overlap/).waitFor();
});

test("a moment that was skipped is there with its reason and the run in its way, and what ran with its run", async () => {
  const scriptId = await makeScript("longer than its gap", "sleep 15\n");
  const id = await makeCron("skips", scriptId, "*/10 * * * * *");
  await open(`/tasks/${id}?tab=fires`);
  const skipped = page.getByRole("row").filter({ hasText: "Skipped" }).first();
  await expect
    .poll(
      async () => {
        await page.reload();
        return skipped.isVisible();
      },
      { timeout: 60_000, interval: 2_000 },
    )
    .toBe(true);
  await skipped
    .getByText(/in its way/i)
    .first()
    .waitFor();
  await skipped.getByRole("link", { name: /^#\d+$/ }).click();
  await page.waitForURL(/\/task-logs\/\d+$/);
  await page.getByRole("heading", { name: "skips" }).waitFor();
  await open(`/tasks/${id}?tab=fires&outcome=ran`);
  await page.getByRole("row").filter({ hasText: "Ran" }).first().getByText("On time.").waitFor();
  await call(page, "task.stop", { id, cancelRunning: true });
});

test("the list says each schedule in words and what fires next; what is stopped says that", async () => {
  const scriptId = await makeScript("listed", "true\n");
  await makeCron("nightly", scriptId, "0 2 * * *");
  await makeCron("resting", scriptId, "0 3 * * *", { start: false });
  await open("/tasks?sort=nextFireAt&order=asc");
  await row("nightly").getByText("At 02:00, every day").waitFor();
  await row("nightly").getByText(/^in /).waitFor();
  await row("resting").getByText("Schedule stopped").waitFor();
});

test("in a closed period nothing runs, the form marks it, and who runs it by hand says why", async () => {
  const always = [{ weekdays: [0, 1, 2, 3, 4, 5, 6], from: "00:00", to: "00:00" }];
  await open("/settings/calendars/new");
  await field("Name").fill("change freeze");
  await button("Add period").first().click();
  for (const day of ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]) await button(day).click();
  await button("Create calendar").click();
  await page.waitForURL(/\/settings\/calendars\/\d+$/);
  const calendarId = Number(page.url().split("/").at(-1));
  await call(page, "calendar.update", { id: calendarId, weekly: always });
  const scriptId = await makeScript("frozen", "true\n");
  const id = await makeCron("frozen", scriptId, "*/10 * * * * *", { calendarIds: [calendarId] });
  await open(`/tasks/${id}?tab=edit`);
  await beside().getByText("Blocked").first().waitFor();
  await open(`/tasks/${id}?tab=fires`);
  const blocked = page
    .getByRole("row")
    .filter({ hasText: "Inside the closed period of change freeze" })
    .first();
  await expect
    .poll(
      async () => {
        await page.reload();
        return blocked.isVisible();
      },
      { timeout: 60_000, interval: 2_000 },
    )
    .toBe(true);
  await button(/^Run now/).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Run now/ })
    .click();
  await page.getByRole("dialog").getByRole("textbox", { name: "Reason" }).fill("the disk is full");
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Run now/ })
    .click();
  await page.waitForURL(/\/task-logs\/\d+$/);
  await page.getByText("the disk is full").waitFor();
  await call(page, "task.stop", { id });
});

test("what is to come stands on one axis, and two tasks that meet on a host are named", async () => {
  const scriptId = await makeScript("meets", "true\n");
  await makeCron("one of two", scriptId, "0 * * * *");
  await makeCron("two of two", scriptId, "0 * * * *");
  await open("/upcoming");
  await page.getByRole("region", { name: "Fires of all tasks" }).getByText("one of two").first().waitFor();
  const meetings = page.getByRole("listitem").filter({ hasText: "tasks at once on db-1" }).first();
  await meetings.getByRole("link", { name: "two of two" }).waitFor();
  await page.getByRole("link", { name: /^Only those that meet/ }).click();
  await expect.poll(() => page.url(), patience).toContain("collisions=true");
  await page.getByRole("link", { name: "7 days" }).click();
  await expect.poll(() => page.url(), patience).toContain("span=7d");
  await open("/");
  await page.getByRole("link", { name: "All upcoming" }).click();
  await page.waitForURL(`${started.url}/upcoming`);
});

describe.each([
  ["en", "light", 1280],
  ["zh-CN", "dark", 1280],
  ["zh-CN", "light", 390],
] as const)("in %s, %s, %i px", (locale, colorScheme, width) => {
  let reader: Page;
  let id: number;
  beforeAll(async () => {
    id = await makeCron(
      `looked at in ${locale} ${width}`,
      await makeScript(`${locale} ${width}`, "true\n"),
      "0 * * * *",
    );
    reader = await started.open(locale);
    await reader.emulateMedia({ colorScheme });
    await reader.setViewportSize({ width, height: 844 });
  });
  afterAll(() => reader?.context().close());

  test.each(["/upcoming", "/tasks", "/tasks/ID?tab=fires", "/tasks/ID?tab=edit", "/settings/calendars/new"])(
    "%s has no serious fault of access, fits, and speaks one language",
    async (path) => {
      await reader.goto(`${started.url}${path.replace("ID", String(id))}`);
      await reader.getByRole("heading", { level: 1 }).waitFor();
      await looksRight(reader, locale, path);
    },
  );
});

test("no page threw an error", () => {
  expect(started.faults).toEqual([]);
});
