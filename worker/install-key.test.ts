import { execFile } from "node:child_process";
import { chmod, chown, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { asSystem, inTenant } from "../server/db/in-tenant.ts";
import { hostCheck } from "../server/db/tables/host-check.ts";
import { target } from "../server/db/tables/target.ts";
import { openBoss } from "../server/queue/boss.ts";
import { currentKey } from "../server/ssh-key/service.ts";
import { testHost } from "../server/target/connection-test.ts";
import { beginInstallKey, installKey, lastInstall } from "../server/target/install-key.ts";
import { makeTestContext, openTestWorld } from "../server/testing/context.ts";
import { auditOf } from "../server/testing/factories.ts";
import { type Fleet, openFleet, shortLease, type WorkerProcess } from "../server/testing/fleet.ts";
import { setPassword, type TestUser, testUser, writeHome } from "../server/testing/sshd/test-user.ts";
import { type Sshd, startSshd } from "../server/testing/sshd.ts";

/** Only root can give an account a password. */
const asRoot = test.skipIf(process.getuid?.() !== 0);
const password = "a password, typed once: ü";

let fleet: Fleet;
let worker: WorkerProcess;
let boss: ReturnType<typeof openBoss>;
let user: TestUser;
let publicKey: string;
/** Takes passwords as such. */
let open: Sshd;
const started: Sshd[] = [];

beforeAll(async () => {
  fleet = await openFleet();
  boss = openBoss(fleet.database.settings, "sender");
  await boss.start();
  user = await testUser({ shell: "bash", name: "install" });
  if (process.getuid?.() === 0) await setPassword(user, password);
  open = await server({ passwords: "password" });
  worker = await fleet.startWorker(shortLease);
  publicKey = (await currentKey(ctx(), {})).publicKey;
});
beforeEach(() => writeHome(user, { ".ssh": null }));
afterAll(async () => {
  await boss?.stop({ graceful: false });
  await Promise.all(started.map((one) => one.stop()));
  await fleet?.close();
});

const ctx = () => ({ ...fleet.seed.context(boss), chosenTenantId: fleet.seed.tenantId });

async function server(options: Partial<Parameters<typeof startSshd>[0]>): Promise<Sshd> {
  const made = await startSshd({ authorizedKeys: [], ...options });
  started.push(made);
  return made;
}

/** A target there, whose key is known. */
async function targetOn(sshd: Sshd, given: Partial<typeof target.$inferInsert> = {}): Promise<number> {
  const [key] = sshd.hostKeys;
  const known = { hostKey: key?.line, hostKeyFingerprint: key?.fingerprint };
  const place = { username: user.name, address: "127.0.0.1", port: sshd.port };
  const [id = 0] = await fleet.seed.targets([{ ...place, ...known, ...given }]);
  return id;
}

const keysFile = () => path.join(user.home, ".ssh", "authorized_keys");
const keys = () => readFile(keysFile(), "utf8");
const modeOf = async (file: string) => ((await stat(file)).mode & 0o777).toString(8);
const failure = async (answer: ReturnType<typeof installKey>) => (await answer).steps.find(({ ok }) => !ok);

asRoot(
  "a password puts the key there beside what is there, with modes and owner as sshd wants them",
  async () => {
    await writeHome(user, { ".ssh/authorized_keys": "# mine\nssh-ed25519 AAAA other" });
    await chmod(path.join(user.home, ".ssh"), 0o755);
    const id = await targetOn(open);
    const { ok, steps } = await installKey(ctx(), "target", { id, password });
    expect(steps.filter((step) => !step.ok)).toEqual([]);
    expect(ok).toBe(true);
    expect(steps.map(({ name }) => name)).toEqual([
      "worker.taken",
      ...["dns", "tcp", "host_key", "login", "write", "key_login"].map((name) => `target.${name}`),
      ...["shell", "interpreters", "directory", "clock"].map((name) => `target.${name}`),
    ]);
    const notes = Object.fromEntries(steps.map(({ name, note, detail }) => [name, [note, detail]]));
    expect(notes).toMatchObject({
      "target.login": ["password", user.name],
      "target.write": ["added", "2"],
      "target.key_login": ["platform_key", user.name],
    });
    expect(await keys()).toBe(`# mine\nssh-ed25519 AAAA other\n${publicKey}\n`);
    expect([await modeOf(keysFile()), await modeOf(path.dirname(keysFile()))]).toEqual(["600", "700"]);
    expect((await stat(keysFile())).uid).toBe(user.uid);
    expect(await testHost(ctx(), "target", { id })).toMatchObject({ ok: true });
  },
);

asRoot("twice adds nothing, and a line that is commented out is none", async () => {
  await writeHome(user, { ".ssh/authorized_keys": `#${publicKey}\n` });
  const id = await targetOn(open);
  await installKey(ctx(), "target", { id, password });
  const { steps } = await installKey(ctx(), "target", { id, password });
  expect(steps.find(({ name }) => name === "target.write")).toMatchObject({ note: "already_there" });
  expect(await keys()).toBe(`#${publicKey}\n${publicKey}\n`);
});

asRoot("a host that asks for the password by keyboard-interactive gets it as the answer", async () => {
  const asking = await server({ passwords: "keyboard-interactive" });
  const { ok, steps } = await installKey(ctx(), "target", { id: await targetOn(asking), password });
  expect(steps.find(({ name }) => name === "target.login")).toMatchObject({ note: "keyboard_interactive" });
  expect(ok).toBe(true);
});

asRoot("it works through a proxy, which sees neither password nor plaintext", async () => {
  const proxySshd = await server({ authorizedKeys: [publicKey], logLevel: "DEBUG1" });
  const proxyUser = await testUser({ shell: "sh" });
  const proxyId = await fleet.seed.proxy({
    username: proxyUser.name,
    address: "127.0.0.1",
    port: proxySshd.port,
  });
  const { ok, steps } = await installKey(ctx(), "target", {
    id: await targetOn(open, { proxyId }),
    password,
  });
  expect(ok).toBe(true);
  expect(steps.map(({ name }) => name)).toContain("proxy.login");
  expect(proxySshd.sessions()).toBe(0);
  expect(await keys()).toBe(`${publicKey}\n`);
});

asRoot("a proxy gets the key as a target does", async () => {
  const proxyId = await fleet.seed.proxy({
    username: user.name,
    address: "127.0.0.1",
    port: open.port,
  });
  const hostKeyFingerprint = open.hostKeys[0]?.fingerprint;
  const { steps, ok } = await installKey(ctx(), "proxy", { id: proxyId, password, hostKeyFingerprint });
  expect({ ok, failed: steps.filter((step) => !step.ok) }).toEqual({ ok: true, failed: [] });
});

test("a private key given once, with its passphrase, puts the key there", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "hostrun-once-"));
  const file = path.join(folder, "once");
  await promisify(execFile)("ssh-keygen", ["-q", "-t", "ed25519", "-N", "opens it", "-C", "", "-f", file]);
  const once = await server({ authorizedKeys: [await readFile(`${file}.pub`, "utf8")] });
  const privateKey = await readFile(file, "utf8");
  await rm(folder, { recursive: true });
  const id = await targetOn(once);
  const refusals = await Promise.all(
    [{}, { passphrase: "another" }].map((given) =>
      installKey(ctx(), "target", { id, privateKey, ...given }).catch((error: unknown) => error),
    ),
  );
  expect(refusals).toMatchObject([
    { reason: "PASSPHRASE_NEEDED", field: ["passphrase"] },
    { reason: "PASSPHRASE_WRONG", field: ["passphrase"] },
  ]);
  expect(await installKey(ctx(), "target", { id, privateKey, passphrase: "opens it" })).toMatchObject({
    ok: true,
  });
  await expect(installKey(ctx(), "target", { id, privateKey: "no key" })).rejects.toMatchObject({
    reason: "PRIVATE_KEY_UNREADABLE",
  });
});

asRoot(
  "a wrong password is said after one attempt, and five close the host, also for the right one",
  async () => {
    const guarded = await server({ passwords: "password" });
    const id = await targetOn(guarded);
    const wrong = await failure(installKey(ctx(), "target", { id, password: "wrong" }));
    expect(wrong).toMatchObject({
      name: "target.login",
      reason: "wrong_password",
      detail: "Permission denied",
    });
    // The server writes it down after it has answered.
    await expect.poll(() => guarded.count(/Failed password/)).toBe(1);
    // A right one is not counted.
    expect(await installKey(ctx(), "target", { id, password })).toMatchObject({ ok: true });
    expect(await lastInstall(ctx(), "target", { id })).toMatchObject({
      wrongPasswords: 1,
      closedMinutes: null,
    });
    for (let again = 0; again < 4; again += 1) await installKey(ctx(), "target", { id, password: "wrong" });
    await expect(installKey(ctx(), "target", { id, password })).rejects.toMatchObject({
      kind: "TOO_MANY_REQUESTS",
      reason: "INSTALL_THROTTLED",
    });
    await expect.poll(() => guarded.count(/Failed password/)).toBe(5);
    expect(await lastInstall(ctx(), "target", { id })).toMatchObject({
      wrongPasswords: 5,
      closedMinutes: 15,
    });
  },
);

test("a host that takes no passwords says what it takes, and none is sent", async () => {
  const keysOnly = await server({ logLevel: "DEBUG1" });
  const refused = await failure(installKey(ctx(), "target", { id: await targetOn(keysOnly), password }));
  expect(refused).toMatchObject({
    name: "target.login",
    reason: "no_passwords",
    detail: "the host takes publickey",
  });
  expect(keysOnly.count(/method password/)).toBe(0);
});

test("a host that shows another key than the compared one gets no user name", async () => {
  const other = await server({ passwords: "password", logLevel: "DEBUG1" });
  const hostKeyFingerprint = open.hostKeys[0]?.fingerprint;
  const [id = 0] = await fleet.seed.targets([
    { username: user.name, address: "127.0.0.1", port: other.port },
  ]);
  await expect(installKey(ctx(), "target", { id, password })).rejects.toMatchObject({
    kind: "BAD_REQUEST",
    reason: "HOST_KEY_UNKNOWN",
  });
  const refused = await failure(installKey(ctx(), "target", { id, password, hostKeyFingerprint }));
  expect(refused).toMatchObject({ name: "target.host_key", reason: "host_key" });
  expect(other.count(/userauth-request/)).toBe(0);
});

asRoot.each([
  [
    "a home that is not writable",
    "home_not_writable",
    async () => {
      await chown(user.home, 0, 0);
      await chmod(user.home, 0o755);
    },
  ],
  [
    "a key file of somebody else's",
    "not_own",
    async () => {
      await writeHome(user, { ".ssh/authorized_keys": "" });
      await chown(keysFile(), 0, 0);
    },
  ],
])("%s is said in words", async (_, reason, spoil) => {
  await spoil();
  try {
    const refused = await failure(installKey(ctx(), "target", { id: await targetOn(open), password }));
    expect(refused).toMatchObject({ name: "target.write", reason });
    expect(refused?.cure).not.toBeNull();
  } finally {
    await chown(user.home, user.uid, user.gid);
    await chmod(user.home, 0o700);
  }
});

asRoot("a host that takes no keys at all is found out by the login that would prove it", async () => {
  const noKeys = await server({ passwords: "password", noKeys: true });
  const id = await targetOn(noKeys);
  const refused = await failure(installKey(ctx(), "target", { id, password }));
  expect(refused).toMatchObject({ name: "target.key_login", reason: "key_not_taken" });
});

test("what was typed opens for the host and the way that the page showed alone", async () => {
  const moved = await server({ passwords: "password", logLevel: "DEBUG1" });
  const id = await targetOn(moved);
  worker.signal("SIGSTOP");
  try {
    const { hostCheckId } = await beginInstallKey(ctx(), "target", { id, password });
    await inTenant(asSystem(fleet.database), (tx) =>
      tx.update(target).set({ username: "somebody-else" }).where(eq(target.id, id)),
    );
    worker.signal("SIGCONT");
    const row = () =>
      inTenant(
        asSystem(fleet.database),
        async (tx) => (await tx.select().from(hostCheck).where(eq(hostCheck.id, hostCheckId)))[0],
      );
    await expect.poll(async () => (await row())?.endedAt, { timeout: 10_000 }).not.toBeNull();
    expect(await row()).toMatchObject({ sealedInput: null, result: { ok: false, reason: "changed" } });
  } finally {
    worker.signal("SIGCONT");
  }
  expect(moved.count(/userauth-request/)).toBe(0);
});

asRoot("a password that was typed is found nowhere in the database afterwards", async () => {
  const id = await targetOn(open);
  await installKey(ctx(), "target", { id, password });
  const [words = ""] = password.split(":");
  const found = await inTenant(asSystem(fleet.database), async (tx) => {
    const tables = await tx.execute<{ schema: string; name: string }>(`
      select table_schema as schema, table_name as name from information_schema.tables
      where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE'`);
    const holding: string[] = [];
    for (const { schema, name } of tables.rows) {
      const rows = await tx.execute(
        `select 1 from "${schema}"."${name}" t where t::text like '%${words}%' limit 1`,
      );
      if (rows.rows.length > 0) holding.push(name);
    }
    return holding;
  });
  expect(found).toEqual([]);
  const audited = await auditOf(fleet, "target", id);
  expect(audited.at(-1)).toMatchObject({
    action: "target.installKey",
    after: { by: "password", secret: "changed" },
  });
});

test("where no worker lives that is said within five seconds, and the password is sealed for nobody", async () => {
  const world = await openTestWorld();
  const person = await makeTestContext(world);
  const fingerprint = open.hostKeys[0]?.fingerprint;
  const host = { name: "alone", username: "root", address: "192.0.2.1", hostKeyFingerprint: fingerprint };
  const { id } = await person.api.target.create(host);
  const began = performance.now();
  await expect(person.api.target.installKey({ id, password })).rejects.toMatchObject({
    message: "NO_WORKER",
  });
  expect(performance.now() - began).toBeLessThan(12_000);
  await world.close();
});
