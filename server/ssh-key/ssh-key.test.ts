import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { makeKeyPair } from "../ssh/keys.ts";
import { makeTestContext, openTestWorld, type TestWorld } from "../testing/context.ts";
import { makeProxy, makeTarget, storeKey } from "../testing/factories.ts";
import { installCommand } from "./install-command.ts";

let world: TestWorld;

beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(() => world?.close());

test("the current key is the tenant's own, and the command to install it carries it", async () => {
  const person = await makeTestContext(world);
  const key = await storeKey(world, person.tenantId);
  const current = await person.api.key.current({});
  expect(current).toMatchObject(key);
  const [type, blob] = key.publicKey.split(" ");
  expect(current.installCommand).toContain(`${type} ${blob}`);
  const targetId = await makeTarget(person, { username: "deploy" });
  expect(await person.api.target.installCommand({ id: targetId })).toEqual({
    command: current.installCommand,
    username: "deploy",
    publicKey: key.publicKey,
  });
  expect(await person.api.proxy.installCommand({ id: await makeProxy(person) })).toMatchObject({
    command: current.installCommand,
  });
});

test("a key that is not made yet is asked for and waited for", async () => {
  const person = await makeTestContext(world);
  const waiting = person.api.key.current({});
  await expect
    .poll(async () => (await world.boss.findJobs("makeKey", { data: { tenantId: person.tenantId } })).length)
    .toBeGreaterThan(0);
  const key = await storeKey(world, person.tenantId);
  expect(await waiting).toMatchObject(key);
});

test("where nobody makes the key, that is said after 5 s", async () => {
  const person = await makeTestContext(world);
  const began = performance.now();
  await expect(person.api.key.current({})).rejects.toMatchObject({
    code: "SERVICE_UNAVAILABLE",
    message: "KEY_NOT_READY",
  });
  expect(performance.now() - began).toBeLessThan(12_000);
});

test("a system admin reads another tenant's key, nobody else does", async () => {
  const owner = await makeTestContext(world);
  const key = await storeKey(world, owner.tenantId);
  const admin = await makeTestContext(world, { role: "system_admin" });
  expect(await admin.api.key.current({ tenantId: owner.tenantId })).toMatchObject(key);
  await expect(admin.api.key.current({ tenantId: 999_999 })).rejects.toMatchObject({ message: "NOT_FOUND" });
  const stranger = await makeTestContext(world);
  await expect(stranger.api.key.current({ tenantId: owner.tenantId })).rejects.toMatchObject({
    message: "NOT_FOUND",
  });
});

const shells = ["/bin/sh", "/bin/bash", "/bin/dash", "/usr/bin/fish", "/bin/csh", "/bin/zsh"].filter(
  existsSync,
);

async function aHome(): Promise<string> {
  const home = await mkdtemp(path.join(tmpdir(), "hostrun-home-"));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  return home;
}

test.each(shells)(
  "pasted into %s, the command adds the key once, keeps lines and sets modes",
  async (shell) => {
    const home = await aHome();
    await mkdir(path.join(home, ".ssh"), { mode: 0o777 });
    const file = path.join(home, ".ssh/authorized_keys");
    await writeFile(file, "# mine\nssh-ed25519 AAAAother me@there");
    await chmod(file, 0o666);
    const { publicKey } = makeKeyPair("hostrun");
    const run = () =>
      execFileSync(shell, ["-c", installCommand(publicKey)], {
        env: { NODE_ENV: "test", HOME: home, PATH: process.env.PATH },
      });
    run();
    run();
    expect(await readFile(file, "utf8")).toBe(`# mine\nssh-ed25519 AAAAother me@there\n${publicKey}\n`);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(path.dirname(file))).mode & 0o777).toBe(0o700);
  },
);

test("on a host without any keys the command makes what is missing", async () => {
  const home = await aHome();
  const { publicKey } = makeKeyPair("hostrun");
  execFileSync("/bin/sh", ["-c", installCommand(publicKey)], {
    env: { NODE_ENV: "test", HOME: home, PATH: process.env.PATH },
  });
  expect(await readFile(path.join(home, ".ssh/authorized_keys"), "utf8")).toBe(`${publicKey}\n`);
});
