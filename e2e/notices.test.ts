import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ManagerStandIn, startManagerStandIn } from "../dev/manager/stand-in.ts";
import { testUser } from "../server/testing/sshd/test-user.ts";
import { type Sshd, startSshd } from "../server/testing/sshd.ts";
import { type Console, call, startConsole } from "./testing/console.ts";
import { patience } from "./testing/console-page.ts";
import { looksRight } from "./testing/looks-right.ts";

let started: Console;
let page: Page;
let sshd: Sshd;
let manager: ManagerStandIn;
/** A webhook's receiver, and how it answers. */
let receiver: Server;
let answer = 200;
const received: { path: string; headers: Record<string, unknown>; body: string }[] = [];
let scriptId: number;
let targetIds: number[];

beforeAll(async () => {
  manager = await startManagerStandIn({ token: "manager-token" });
  receiver = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push({
      path: request.url ?? "",
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    });
    response.writeHead(answer).end(answer === 200 ? "" : "maintenance until ten");
  }).listen(0, "127.0.0.1");
  await once(receiver, "listening");
  started = await startConsole({
    MANAGER_URL: manager.url,
    MANAGER_TOKEN: "manager-token",
    MANAGER_RECEIVERS: "ops-1,ops-2",
    HOSTRUN_NOTICE_NETWORKS: "127.0.0.0/8",
  });
  page = await started.open();
  const { publicKey } = await page.evaluate(async () => {
    const got = await fetch("/api/trpc/key.current?input=%7B%7D");
    return (await got.json()).result.data;
  });
  const user = await testUser({ shell: "sh" });
  sshd = await startSshd({ authorizedKeys: [publicKey] });
  const host = { address: sshd.address, port: sshd.port, username: user.name };
  const hostKeyFingerprint = sshd.hostKeys[0]?.fingerprint;
  const make = (procedure: string, input: object) => call<{ id: number }>(page, procedure, input);
  targetIds = [];
  for (const name of ["db-1", "db-2"])
    targetIds.push((await make("target.create", { ...host, name, hostKeyFingerprint })).id);
  const content = 'echo "the disk is full" >&2; exit 3';
  scriptId = (await make("script.create", { name: "backup", language: "shell", content })).id;
});
afterAll(async () => {
  await started?.stop();
  await sshd?.stop();
  await manager?.close();
  receiver?.close();
});

const open = (path: string) => page.goto(`${started.url}${path}`);
const button = (name: string | RegExp) => page.getByRole("button", { name });
const link = (name: string | RegExp) => page.getByRole("link", { name });

test("a failing task leads to a notice that names the failed hosts, in the message centre and in the console", async () => {
  const values = { name: "Orders backup", type: "immediate", scriptId, targetIds };
  const { id } = await call<{ id: number }>(page, "task.create", values);
  const { taskLogId } = await call<{ taskLogId: number }>(page, "task.run", { id });
  await expect.poll(() => manager.notices.length, { timeout: 60_000 }).toBe(1);
  await expect.poll(() => manager.notices[0]?.receivers, patience).toEqual(["ops-1", "ops-2"]);
  const [told] = manager.notices;
  expect(told?.title).toContain("Orders backup");
  for (const part of ["db-1（1）：失败，退出码 3：the disk is full", "db-2（2）", `运行 ${taskLogId}：`])
    expect(told?.content).toContain(part);
  await open("/settings/notices");
  await link(/^Orders backup failed: 2 of 2 hosts did not succeed/).click();
  await page.getByRole("heading", { name: "Message centre" }).waitFor();
  await page.getByText(/^db-1 .*exit code 3: the disk is full/).waitFor();
  await page.getByText("To ops-1, ops-2").waitFor();
  await page.getByRole("heading", { name: /Sent · SendNotices/ }).waitFor();
  await expect.poll(() => page.getByText("manager-token").count(), patience).toBe(0);
  await looksRight(page, "en", "a notice");
  await link(`#${taskLogId}`).click();
  await page.waitForURL(`**/task-logs/${taskLogId}`);
});

test("a channel is set up and tested in the console, and what its receiver is sent is signed", async () => {
  await open("/settings/notice-channels");
  await button("As the operator says: ops-1, ops-2").waitFor();
  await looksRight(page, "en", "channels, none of one's own");
  await link("New channel").first().click();
  await page.getByRole("radio", { name: "Webhook" }).check();
  await page.getByLabel("Name", { exact: true }).fill("Incident desk");
  const { port } = receiver.address() as AddressInfo;
  await page.getByLabel("Address", { exact: true }).fill(`ftp://127.0.0.1:${port}/hook`);
  await page.getByLabel("Address", { exact: true }).blur();
  await page.getByRole("alert").first().waitFor();
  await page.getByLabel("Address", { exact: true }).fill(`http://127.0.0.1:${port}/hook/secret-place`);
  await expect
    .poll(() => page.getByLabel("Secret", { exact: true }).inputValue(), patience)
    .toMatch(/^whsec_/);
  await looksRight(page, "en", "a new channel");
  await button("Create channel").click();
  await page.getByRole("heading", { name: "Incident desk" }).waitFor();
  await expect.poll(() => page.content(), patience).not.toContain("secret-place");
  await looksRight(page, "en", "a channel");
  await button("Send a test").click();
  await page.getByRole("heading", { name: "Test notice from Hostrun" }).waitFor();
  await expect.poll(() => received.length, { timeout: 60_000 }).toBe(1);
  expect(received[0]).toMatchObject({ path: "/hook/secret-place" });
  expect(received[0]?.headers).toHaveProperty("webhook-signature", expect.stringMatching(/^v1,/));
  // The page tells by itself how it went.
  await page.getByText("Delivered", { exact: true }).first().waitFor();
  await page.goto(`${started.url}/settings/notice-channels`);
  await page
    .getByRole("row", { name: /Incident desk/ })
    .getByText("Delivered", { exact: true })
    .waitFor();
});

test("while a receiver is down each attempt is shown with its answer; it is tried again at once, or given up", async () => {
  answer = 503;
  await open("/settings/notice-channels");
  await page
    .getByRole("row", { name: /Incident desk/ })
    .getByRole("button", { name: "Send a test" })
    .click();
  await page.getByText("maintenance until ten").waitFor();
  await page.getByText("Retrying").first().waitFor();
  await looksRight(page, "en", "a notice that is retried");
  answer = 200;
  await button("Try now").click();
  await page.getByText("Delivered", { exact: true }).first().waitFor();
  answer = 400;
  await open("/settings/notice-channels");
  await page
    .getByRole("row", { name: /Incident desk/ })
    .getByRole("button", { name: "Send a test" })
    .click();
  await page.getByText("Not delivered", { exact: true }).first().waitFor();
  await open("/");
  await page
    .getByRole("listitem")
    .filter({ hasText: "1 notice was not delivered" })
    .getByRole("link")
    .click();
  await page.waitForURL("**/settings/notices?state=dead");
  await link(/^Test notice from Hostrun/).click();
  await button("Give up").click();
  await page.getByRole("dialog").getByRole("button", { name: "Give up" }).click();
  await page.getByText(/^Given up by /).waitFor();
});

test("a channel's row and a notice's row open in place, and what was sent is copied as a command without secrets", async () => {
  answer = 200;
  await open("/settings/notice-channels");
  await link("Show the deliveries of Incident desk").click();
  await page.getByRole("heading", { name: "Deliveries" }).waitFor();
  await page.getByText(/^Given up by /).waitFor();
  await looksRight(page, "en", "a channel's deliveries");
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await button("Copy as cURL").click();
  await expect.poll(copied, patience).toContain(`"\${CHANNEL_PATH:?}"`);
  expect(await copied()).not.toContain("secret-place");
  await link(/^Test notice from Hostrun .* 1 attempt$/)
    .last()
    .click();
  await page.waitForURL("**notice=*");
  await page.getByText("Delivered", { exact: true }).last().waitFor();
  await link("All 3 deliveries").click();
  await page.waitForURL("**/settings/notices?channel=*");
  await expect.poll(() => link(/^Test notice from Hostrun/).count(), patience).toBe(3);
  await link("Show Test notice from Hostrun").first().click();
  await page.getByRole("heading", { name: "What it says" }).waitFor();
  await page.getByRole("table", { name: "Attempts" }).waitFor();
  await looksRight(page, "en", "a notice in its row");
  await link("Close Test notice from Hostrun").click();
  await expect.poll(() => page.getByRole("table", { name: "Attempts" }).count(), patience).toBe(0);
});

test("the system's health says whether the message centre takes what it is given", async () => {
  await open("/settings/system");
  await page.getByText(/^It took the last notice at /).waitFor();
  await looksRight(page, "en", "the system's health");
});

test("a task says who is told of it and when, and keeps it", async () => {
  const values = { name: "Quiet job", type: "immediate", scriptId, targetIds };
  const { id } = await call<{ id: number }>(page, "task.create", values);
  await open(`/tasks/${id}?tab=edit`);
  await page.getByRole("checkbox", { name: /db-1/ }).waitFor();
  await page.getByLabel("Tell people").selectOption({ label: "never" });
  const receivers = page.getByRole("group", { name: "Receivers" });
  await receivers.getByRole("button", { name: "Only these" }).click();
  await page.getByPlaceholder("wang.xuemei").fill("li.hang, wang.xuemei");
  const channels = page.getByRole("group", { name: "Channels" }).first();
  await channels.getByRole("button", { name: "Only these" }).click();
  await page.getByRole("checkbox", { name: /Incident desk/ }).check();
  await looksRight(page, "en", "a task's notices");
  await button("Save task").click();
  await page.getByText("Nothing has been changed").waitFor();
  await page.reload();
  await expect.poll(() => page.getByLabel("Tell people").inputValue(), patience).toBe("never");
  await expect
    .poll(() => page.getByPlaceholder("wang.xuemei").inputValue(), patience)
    .toBe("li.hang\nwang.xuemei");
  await expect
    .poll(() => page.getByRole("checkbox", { name: /Incident desk/ }).isChecked(), patience)
    .toBe(true);
  const before = manager.notices.length;
  const { taskLogId } = await call<{ taskLogId: number }>(page, "task.run", { id });
  await open(`/task-logs/${taskLogId}`);
  await page.getByText("Failed").first().waitFor();
  await open("/settings/notices?search=Quiet");
  await page.getByText("Nothing matches").first().waitFor();
  expect(manager.notices.length).toBe(before);
});

test("notices and channels speak Chinese, are dark, and can be read on a phone", async () => {
  const chinese = await started.open("zh-CN");
  await chinese.emulateMedia({ colorScheme: "dark" });
  for (const width of [1280, 390]) {
    await chinese.setViewportSize({ width, height: 844 });
    for (const path of ["/settings/notices", "/settings/notice-channels", "/settings/notice-channels/new"]) {
      await chinese.goto(`${started.url}${path}`);
      await chinese.getByRole("heading", { level: 1 }).waitFor();
      await looksRight(chinese, "zh-CN", `${path} at ${width}`);
    }
    await chinese.goto(`${started.url}/settings/notices`);
    await chinese
      .getByRole("link", { name: /^Orders backup/ })
      .filter({ visible: true })
      .first()
      .click();
    await chinese.getByRole("heading", { name: "消息中心" }).waitFor();
    await looksRight(chinese, "zh-CN", `a notice at ${width}`);
  }
  expect(started.faults).toEqual([]);
});
