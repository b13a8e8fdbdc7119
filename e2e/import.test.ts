import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Console, call, startConsole } from "./testing/console.ts";
import { patience } from "./testing/console-page.ts";
import { looksRight } from "./testing/looks-right.ts";

let started: Console;
let page: Page;
/** Accepts, and says nothing for as long as it is not told to hang up. */
let mute: Server;
const callers = new Set<Socket>();
beforeAll(async () => {
  started = await startConsole();
  page = await started.open();
  mute = createServer((socket) => callers.add(socket.on("error", () => {}))).listen(0, "127.0.0.1");
  await once(mute, "listening");
});
afterAll(async () => {
  for (const socket of callers) socket.destroy();
  mute?.close();
  await started?.stop();
});

const button = (name: string | RegExp) => page.getByRole("button", { name });
const fill = (text: string) => page.getByLabel("Text of the file").fill(text);
const preview = () => page.getByRole("table", { name: "What the import would do" });
const entry = (name: string) => preview().getByRole("row").filter({ hasText: name });

test("a file is previewed line by line, its mistakes marked in place; the import does what the preview said", async () => {
  await page.goto(`${started.url}/targets/import`);
  await fill("name,address,username\nweb-1,192.0.2.1,ops\nweb-2,10.8.1.309,ops\nweb-1,192.0.2.3,ops\n");
  await expect.poll(() => preview().textContent(), patience).toContain("Line 2 has this name already.");
  await expect
    .poll(() => preview().locator("span.underline").first().textContent(), patience)
    .toBe("10.8.1.309");
  await looksRight(page, "en", "/targets/import");
  await page.goto(`${started.url}/targets`);
  const made = await page.request.get(`${started.url}/api/v1/targets?search=web`);
  expect((await made.json()).items).toEqual([]);
  await page.goBack();
  await fill("name,address,username\nweb-1,192.0.2.1,ops\n");
  await button("Import 1 host").click();
  await page.getByText("Made 1, changed 0, refused 0").waitFor();
  await page.getByRole("link", { name: "Show the targets" }).click();
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
  await expect.poll(() => preview().textContent(), patience).toMatch(/− 192\.0\.2\.1\+ 192\.0\.2\.9/);
  await page.getByText("http_port").first().waitFor();
  expect(started.faults).toEqual([]);
});

/** A line of CSV, what its row says of it, and the part that is marked in it. */
const mistakes: [line: string, says: string, marked: string | null][] = [
  ["b-address,10.8.1.309,22,ops,,,,,", "Give an IPv4 address", "10.8.1.309"],
  ["b-user,ops@192.0.2.1,22,ops,,,,,", "Give the address alone", "ops@192.0.2.1"],
  ["b-port,192.0.2.1,99999,ops,,,,,", "65535", "99999"],
  ["b-word,192.0.2.1,ssh,ops,,,,,", "number", "ssh"],
  ["b-proxy,192.0.2.1,22,ops,nowhere,,,,", "There is no proxy nowhere.", "nowhere"],
  ["b-label,192.0.2.1,22,ops,,=prod,,,", "A label begins with its name", "=prod"],
  ["b-host,192.0.2.1,22,ops,,,ecs-1,,", "taken has the host id ecs-1 already.", null],
  ["b-nobody,192.0.2.1,22,,,,,,", "It names no user", "b-nobody"],
  ["b-short,192.0.2.1,22", "9 columns", null],
  ["b-login,192.0.2.1,22,ops,,,,proxy_identity,", "proxy", "proxy_identity"],
  ["b-old,192.0.2.1,22,ops,,,,,perhaps", "", "perhaps"],
  ["good,192.0.2.1,22,ops,,,,,", "", null],
  ["good,192.0.2.2,22,ops,,,,,", "Line 13 has this name already.", "good"],
];

test("each kind of mistake stands at its line with its reason, and the wrong part is marked", async () => {
  await call(page, "target.create", {
    name: "taken",
    hostId: "ecs-1",
    username: "ops",
    address: "192.0.2.9",
  });
  await page.goto(`${started.url}/targets/import`);
  const head = "name,address,port,username,proxy,labels,hostId,loginMode,oldAlgorithms";
  await fill([head, ...mistakes.map(([line]) => line)].join("\n"));
  await button("Import 1 host").waitFor();
  await preview().getByText("Refused 12").waitFor();
  for (const [at, [line, says, marked]] of mistakes.entries()) {
    const row = preview()
      .getByRole("row")
      .filter({ has: page.getByRole("cell", { name: String(at + 2), exact: true }) });
    await expect.poll(() => row.textContent(), patience).toContain(says);
    await expect.poll(() => row.textContent(), patience).toContain(line.split(",")[0] ?? "");
    const underlined = () => row.locator("span.underline").allTextContents();
    await expect.poll(underlined, patience).toEqual(marked === null ? [] : [marked]);
  }
  await looksRight(page, "en", "an import with every mistake");
});

test("a long preview is searched and narrowed, and a proxy that is missing is made beside it", async () => {
  await page.goto(`${started.url}/targets/import`);
  const lines = ["edge-1,192.0.2.31,ops,gate-9", "edge-2,192.0.2.32,ops,", "web-7,192.0.2.33,ops,"];
  await fill(["name,address,username,proxy", ...lines].join("\n"));
  const search = page.getByRole("searchbox", { name: "Name, address or line" });
  await search.fill("192.0.2.33");
  await entry("web-7").waitFor();
  await entry("edge-2").waitFor({ state: "detached" });
  await search.fill("");
  await page.getByRole("group", { name: "Outcome" }).getByRole("button", { name: "Refused 1" }).click();
  await entry("edge-2").waitFor({ state: "detached" });
  const [made] = await Promise.all([
    page.context().waitForEvent("page"),
    entry("edge-1").getByRole("link", { name: "Create this proxy" }).click(),
  ]);
  await made.getByLabel("Name", { exact: true }).first().waitFor();
  await expect
    .poll(() => made.getByLabel("Name", { exact: true }).first().inputValue(), patience)
    .toBe("gate-9");
  await made.close();
  await call(page, "proxy.create", { name: "gate-9", username: "ops", address: "192.0.2.40" });
  // Coming back to the tab is what makes it look again; this browser's tabs never lose the focus.
  await page.evaluate(() => window.dispatchEvent(new Event("visibilitychange")));
  await button("Import 3 hosts").waitFor();
  await looksRight(page, "en", "a preview narrowed to what is refused");
});

test("columns whose headings say nothing are chosen by hand; of two for one thing neither is guessed", async () => {
  await page.goto(`${started.url}/targets/import`);
  await fill("server,hostname,name,ip,who\nx,dual-1,dual-2,192.0.2.20,ops\n");
  await page.getByText("The columns hostname and name would hold the same.").waitFor();
  const column = (heading: string) => page.getByRole("combobox", { name: new RegExp(`^${heading} `) });
  await expect.poll(() => column("who").inputValue(), patience).toBe("");
  await column("name").selectOption({ label: "not imported" });
  await entry("dual-1").getByText("It names no user").waitFor();
  await column("who").selectOption({ label: "User" });
  await column("server").selectOption({ label: "Region" });
  await button("Import 1 host").waitFor();
  await expect.poll(() => entry("dual-1").textContent(), patience).not.toContain("user");
  await looksRight(page, "en", "columns chosen by hand");
  await button("Import 1 host").click();
  await page.getByText("Made 1, changed 0, refused 0").waitFor();
  const found = await page.request.get(`${started.url}/api/v1/targets?search=dual-1`);
  expect((await found.json()).items).toMatchObject([{ region: "x", ssh: { username: "ops" } }]);
});

test("what was imported is tested at once where it was imported, and how far that is can be seen", async () => {
  const { port } = mute.address() as AddressInfo;
  await page.goto(`${started.url}/targets/import`);
  const rows = ["t-1,9", "t-2,9", `t-3,${port}`].map((row) => row.replace(",", ",127.0.0.1,"));
  await fill(["name,address,port,username", ...rows.map((row) => `${row},ops`)].join("\n"));
  await button("Import 3 hosts").click();
  await button("Test these 3 hosts").click();
  await page.getByRole("heading", { name: "Testing 3 hosts" }).waitFor();
  // One of them keeps it waiting.
  await page.getByText(/^0 reachable, 2 failed, 1 to go/).waitFor();
  await page.getByRole("listitem").filter({ hasText: "t-3: " }).waitFor();
  await looksRight(page, "en", "the tests of an import");
  for (const socket of callers) socket.destroy();
  await page.getByRole("heading", { name: "3 hosts tested" }).waitFor();
  await page.getByText("0 reachable, 3 failed").waitFor();
  await button("Test the 3 failed ones again").waitFor();
  await button("Import more").click();
  await expect.poll(() => page.getByLabel("Text of the file").inputValue(), patience).toBe("");
});

test("on a phone an import can be read and fits", async () => {
  const phone = await started.open("zh-CN");
  await phone.setViewportSize({ width: 390, height: 844 });
  await phone.goto(`${started.url}/targets/import`);
  await phone
    .getByRole("textbox")
    .last()
    .fill("name,ip,Bezeichnung\nphone-1,192.0.2.1,x\nphone-2,10.8.1.309,y\n");
  await phone.getByRole("table").getByText("phone-2").first().waitFor();
  await looksRight(phone, "zh-CN", "/targets/import");
  await phone.context().close();
});
