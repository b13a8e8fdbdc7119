import type { Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { setPassword, type TestUser, testUser, writeHome } from "../server/testing/sshd/test-user.ts";
import { type Sshd, startSshd } from "../server/testing/sshd.ts";
import { type Console, call, startConsole } from "./testing/console.ts";
import { looksRight } from "./testing/looks-right.ts";

const patience = { timeout: 30_000 };
const password = "typed by a person once";

let started: Console;
let page: Page;
let user: TestUser;
/** It lets the platform's key in and forwards nothing. */
let closed: Sshd;
/** It knows nobody's key, and takes passwords. */
let fresh: Sshd;

beforeAll(async () => {
  started = await startConsole();
  page = await started.open();
  page.context().setDefaultTimeout(patience.timeout);
  user = await testUser({ shell: "bash", name: "page" });
  if (process.getuid?.() === 0) await setPassword(user, password);
  await writeHome(user, { ".ssh": null });
  const key = await page.request.get(`${started.url}/api/v1/keys/current`);
  const { publicKey } = await key.json();
  closed = await startSshd({ authorizedKeys: [publicKey], allowTcpForwarding: false });
  fresh = await startSshd({ authorizedKeys: [], passwords: "password", everyAddress: true });
});
afterAll(async () => {
  await Promise.all([closed?.stop(), fresh?.stop()]);
  await started?.stop();
  expect(started?.faults).toEqual([]);
});

const button = (name: string | RegExp) => page.getByRole("button", { name });
const make = async (kind: "target" | "proxy", values: object) =>
  (await call<{ id: number }>(page, `${kind}.create`, { username: user.name, ...values })).id;
const steps = () => page.locator("section[aria-label='Connection test'] ol > li");
const step = (name: string) => steps().filter({ hasText: name });

test("a row shows where its way breaks, what was not done, the cure, and tests all that share the cause", async () => {
  const proxyId = await make("proxy", { name: "proxy-cd-01", address: "127.0.0.1", port: closed.port });
  const behind: number[] = [];
  for (const name of ["gw-1", "gw-2", "gw-3"]) {
    behind.push(await make("target", { name, address: "10.255.0.1", proxyId }));
  }
  for (const id of behind) await call(page, "target.test", { id });
  await page.goto(`${started.url}/targets?open=${behind[0]}`);
  await step("administratively prohibited: open failed").waitFor();
  await expect.poll(() => step("Log in to the target").textContent(), patience).toContain("not done");
  await expect.poll(() => page.getByText("forwarding refused").count(), patience).toBe(1);
  await page.getByText("The sshd of proxy-cd-01 does not allow TCP forwarding.").waitFor();
  await page.getByRole("table").getByText("3 hosts", { exact: true }).waitFor();
  await page.getByText("AllowTcpForwarding yes").waitFor();
  await looksRight(page, "en", "an open row");
  await button("Test those 3").click();
  await page.getByText("3 hosts tested").waitFor();
  await page.getByText("0 reachable, 3 failed").waitFor();
  await looksRight(page, "en", "the tests of a selection");
});

test("what was tested is still there when the page is opened again", async () => {
  const id = await make("target", { name: "nowhere", address: "nowhere.invalid" });
  await page.goto(`${started.url}/targets/${id}`);
  await page.getByText("It has not been tested yet").waitFor();
  await button("Test connection").click();
  await page.getByText("The address of nowhere does not resolve.").waitFor();
  await page.reload();
  await page.getByText("The address of nowhere does not resolve.").waitFor();
  await expect.poll(() => step("Log in").textContent(), patience).toContain("not done");
});

test.skipIf(process.getuid?.() !== 0)(
  "a password typed once puts the key there: the fingerprint first, the steps as they come, and nothing of it is kept",
  async () => {
    const id = await make("target", { name: "gw-new", address: "127.0.0.7", port: fresh.port });
    await page.goto(`${started.url}/targets/${id}`);
    await page.getByText("It is not known yet whom this host must prove to be").waitFor();
    await button("Test connection").click();
    await page.getByText("gw-new refused the login with the platform key.").waitFor();
    const install = page.locator("#install");
    const groups = (fresh.hostKeys[0]?.fingerprint ?? "").replace("SHA256:", "").match(/.{1,4}/g) ?? [];
    await install.getByText(groups[0] ?? "", { exact: true }).waitFor();
    const press = install.getByRole("button", { name: "Put the key there" });
    await install.getByLabel(`Password of ${user.name}`).fill("wrong");
    // Not before it was compared.
    await expect.poll(() => press.getAttribute("aria-disabled"), patience).toBe("true");
    await install.getByLabel("It is the same on the host").check();
    await press.click();
    await install.getByText("gw-new refused this password.").waitFor();
    await page.getByText("1 was wrong in the last 15 minutes").waitFor();
    await looksRight(page, "en", "a refused password");
    await install.getByRole("button", { name: "Put it there once more" }).click();
    await install.getByLabel(`Password of ${user.name}`).fill(password);
    await press.click();
    await install.getByText("The key is there, and the login with it is proved.").waitFor();
    await install.getByText("used and forgotten").waitFor();
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
    expect(`${kept}${await page.content()}`).not.toContain(password);
    await page.reload();
    await page.getByText("The key is there, and the login with it is proved.").waitFor();
    expect(await call(page, "target.test", { id })).toMatchObject({ ok: true });
  },
);
