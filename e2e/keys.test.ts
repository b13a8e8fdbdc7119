import type { Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeKeyPair } from "../server/ssh/keys.ts";
import { type TestUser, testUser, writeHome } from "../server/testing/sshd/test-user.ts";
import { type Sshd, startSshd } from "../server/testing/sshd.ts";
import { type Console, call, startConsole } from "./testing/console.ts";
import { patience } from "./testing/console-page.ts";
import { looksRight } from "./testing/looks-right.ts";

let started: Console;
let page: Page;
let user: TestUser;
let hosts: Sshd;
/** Answers nobody from the beginning of the move on. */
let away: Sshd;
let back: Sshd | undefined;

beforeAll(async () => {
  started = await startConsole();
  page = await started.open();
  user = await testUser({ shell: "bash", name: "keys" });
  await writeHome(user, { ".ssh": null });
  hosts = await startSshd({ authorizedKeys: [await currentKey()] });
  away = await startSshd({ authorizedKeys: [await currentKey()] });
  const make = (name: string, port: number) =>
    call(page, "target.create", { name, username: user.name, address: "127.0.0.1", port });
  for (const [name, { port }] of [
    ["web-1", hosts],
    ["gw-away", away],
  ] as const) {
    const { id } = (await make(name, port)) as { id: number };
    expect(await call(page, "target.test", { id })).toMatchObject({ ok: true });
  }
});
afterAll(async () => {
  await Promise.all([hosts?.stop(), away?.stop(), back?.stop()]);
  await started?.stop();
  expect(started?.faults).toEqual([]);
});

async function currentKey(): Promise<string> {
  return (await (await page.request.get(`${started.url}/api/v1/keys/current`)).json()).publicKey;
}

const button = (name: string | RegExp) => page.getByRole("button", { name });
const dialog = () => page.getByRole("alertdialog").or(page.getByRole("dialog"));
const openKeys = () => page.goto(`${started.url}/settings/platform-key`);

test("hosts move to a new key one by one, what did not is said with its cure, and the old one waits for it", async () => {
  await openKeys();
  const first = await currentKey();
  await away.stop();
  await button("Change the key").click();
  await dialog().getByRole("button", { name: "Change the key" }).click();
  await page.getByText("of 2 hosts moved").waitFor();
  await page.getByRole("heading", { name: "1 host has not moved" }).waitFor();
  const moved = page.getByRole("listitem").filter({ hasText: "web-1: moved" });
  await moved.waitFor();
  await page.getByText("Nothing answers on this port of gw-away.").waitFor();
  await page.getByText("1 not reached").waitFor();
  const retire = button("Retire the old key: 1 host still needs it");
  await expect.poll(() => retire.getAttribute("aria-disabled"), patience).toBe("true");
  expect(await currentKey()).not.toBe(first);
  await looksRight(page, "en", "a move of keys");
  // It goes on where nobody looks: the page is closed, the host comes back, and somebody asks again.
  back = await startSshd({ authorizedKeys: [first], port: away.port });
  const found = await page.request.get(`${started.url}/api/v1/targets?search=gw-away`);
  const { id } = (await found.json()).items[0];
  // It has another host key now, as after a new installation.
  await call(page, "target.test", { id });
  await call(page, "target.trustHostKey", { id, fingerprint: back.hostKeys[0]?.fingerprint });
  await page.reload();
  await button("Try it again").click();
  await page.getByText("All hosts that let it in have moved.").waitFor();
  await button("Retire the old key").click();
  await dialog().getByText("Its public line stays").waitFor();
  await dialog().getByRole("button", { name: "Retire the old key" }).click();
  await button("Change the key").waitFor();
  expect(await call(page, "target.test", { id })).toMatchObject({ ok: true });
});

test("a key of one's own is brought by its text; hosts that would be lost by it move to it instead", async () => {
  const own = makeKeyPair("of the company");
  await openKeys();
  await button("Import a key").click();
  const text = page.getByLabel("Private key");
  await text.fill("no key at all");
  await button("Import a key").click();
  await page.getByText("This is no private key", { exact: false }).first().waitFor();
  await text.fill(own.privateKey);
  await button("Import a key").click();
  await page.getByRole("alert").filter({ hasText: "2 hosts are reached with the present key" }).waitFor();
  await looksRight(page, "en", "the import of a key in use");
  await button("Move the hosts to it").click();
  await dialog().getByRole("button", { name: "Move the hosts to it" }).click();
  // How far it is can be seen: the count, and each host with its word.
  await page.getByText("of 2 hosts moved").waitFor();
  for (const name of ["web-1", "gw-away"])
    await page
      .getByRole("listitem")
      .filter({ hasText: `${name}: moved` })
      .waitFor();
  await page.getByText("All hosts that let it in have moved.").waitFor();
  expect((await currentKey()).split(" ").slice(0, 2)).toEqual(own.publicKey.split(" ").slice(0, 2));
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  expect(`${kept}${await page.content()}`).not.toContain(own.privateKey.split("\n")[2] ?? "-");
});
