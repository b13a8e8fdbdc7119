import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem, inTenant } from "../server/db/in-tenant.ts";
import { hostCheck } from "../server/db/tables/host-check.ts";
import { proxy, target } from "../server/db/tables/target.ts";
import { tenant } from "../server/db/tables/tenant.ts";
import type { HostKind } from "../server/domain/host-kind.ts";
import { found } from "../server/errors.ts";
import { beginDueLooks } from "../server/execute/keep-fresh.ts";
import { clearOldChecks } from "../server/host-check/clear-old.ts";
import { openBoss } from "../server/queue/boss.ts";
import { currentKey } from "../server/ssh-key/service.ts";
import { lastTest } from "../server/target/connection-test.ts";
import { type Fleet, openFleet } from "../server/testing/fleet.ts";
import { testUser } from "../server/testing/sshd/test-user.ts";
import { type Sshd, startSshd } from "../server/testing/sshd.ts";
import { startTcpProxy } from "../server/testing/tcp-proxy.ts";

let fleet: Fleet;
let boss: ReturnType<typeof openBoss>;
let username: string;

beforeAll(async () => {
  fleet = await openFleet();
  boss = openBoss(fleet.database.settings, "sender");
  await boss.start();
  username = (await testUser({ shell: "sh" })).name;
});
afterAll(async () => {
  await boss?.stop({ graceful: false });
  await fleet?.close();
});

const past = "2026-01-01T00:00:00Z";
const { signal } = new AbortController();

const everywhere = <T>(work: Parameters<typeof inTenant<T>>[1]) => inTenant(asSystem(fleet.database), work);

/** A host that somebody has looked at before, and that is due. */
const known = (sshd: Sshd, values: object = {}) => ({
  username,
  address: "127.0.0.1",
  port: sshd.port,
  hostKey: found(sshd.hostKeys[0]).line,
  connectionStatus: "ok" as const,
  nextCheckAt: past,
  ...values,
});

async function rowOf(kind: HostKind, id: number) {
  const table = kind === "target" ? target : proxy;
  return found((await everywhere((tx) => tx.select().from(table).where(eq(table.id, id))))[0]);
}

/** Makes a host due and looks, as a worker does when the time has come. */
async function lookAgain(id: number): Promise<void> {
  await everywhere((tx) => tx.update(target).set({ nextCheckAt: past }).where(eq(target.id, id)));
  await lookAtDue();
}

async function lookAtDue(limit = 100): Promise<number> {
  const looks = await beginDueLooks(fleet.hands, limit, signal);
  await Promise.all(looks);
  return looks.length;
}

async function checksOf(id: number) {
  return everywhere((tx) =>
    tx.select().from(hostCheck).where(eq(hostCheck.targetId, id)).orderBy(hostCheck.id),
  );
}

/** A host of its own, so that it can go away. */
async function ownHost(): Promise<Sshd> {
  const { publicKey } = await currentKey(fleet.seed.context(boss), { tenantId: fleet.seed.tenantId });
  return startSshd({ authorizedKeys: [publicKey] });
}

test("a host that stops answering is noticed with nobody asking, since when and at which step, and so is its return", async () => {
  const sshd = await ownHost();
  const [id = 0] = await fleet.seed.targets([known(sshd, { connectionStatus: "unknown" })]);
  await lookAtDue();
  const well = await rowOf("target", id);
  expect(well).toMatchObject({ connectionStatus: "ok", lastError: null, failingSince: null });
  await sshd.stop();
  await lookAgain(id);
  const gone = await rowOf("target", id);
  expect(gone).toMatchObject({
    connectionStatus: "unreachable",
    lastStep: "target.tcp",
    lastReason: "refused",
  });
  expect(Date.parse(gone.statusSince ?? "")).toBeGreaterThan(Date.parse(well.statusSince ?? ""));
  await lookAgain(id);
  const still = await rowOf("target", id);
  expect(still.statusSince).toBe(gone.statusSince);
  expect(still.failingSince).toBe(gone.failingSince);
  expect(Date.parse(still.lastCheckedAt ?? "")).toBeGreaterThan(Date.parse(gone.lastCheckedAt ?? ""));
  // Each change is kept with its steps, for the host's page; what was known already leaves no row.
  expect((await checksOf(id)).map(({ result }) => result?.status)).toEqual(["ok", "unreachable"]);
  const { test: shown } = await lastTest(fleet.seed.context(boss), "target", { id });
  expect(shown).toMatchObject({ ok: false, requestedBy: "periodic check", workerId: fleet.hands.workerId });
  expect(shown?.steps.at(-1)).toMatchObject({ name: "target.tcp", ok: false, cure: expect.any(String) });
  const back = await startSshd({
    authorizedKeys: [
      (await currentKey(fleet.seed.context(boss), { tenantId: fleet.seed.tenantId })).publicKey,
    ],
    port: sshd.port,
  });
  await everywhere((tx) =>
    tx
      .update(target)
      .set({ hostKey: found(back.hostKeys[0]).line })
      .where(eq(target.id, id)),
  );
  await lookAgain(id);
  expect(await rowOf("target", id)).toMatchObject({ connectionStatus: "ok", failingSince: null });
  await back.stop();
});

test("of any number of workers one looks at each host", async () => {
  const ids = await fleet.seed.targets(Array.from({ length: 24 }, () => known(fleet.sshd)));
  const before = fleet.sshd.count(/Accepted publickey/);
  const hands = [fleet.hands, fleet.hands, fleet.hands];
  const begun = await Promise.all(hands.map((each) => beginDueLooks(each, 24, signal)));
  await Promise.all(begun.flat());
  expect(begun.flat().length).toBe(24);
  expect(fleet.sshd.count(/Accepted publickey/) - before).toBe(24);
  expect(
    new Set((await Promise.all(ids.map((id) => rowOf("target", id)))).map((row) => row.connectionStatus)),
  ).toEqual(new Set(["ok"]));
});

/** Minutes until a host is looked at again. */
async function minutesLeft(id: number): Promise<number> {
  return (Date.parse((await rowOf("target", id)).nextCheckAt ?? "") - Date.now()) / 60_000;
}

function setInterval(minutes: number | null) {
  return everywhere((tx) =>
    tx.update(tenant).set({ checkIntervalMinutes: minutes }).where(eq(tenant.id, fleet.seed.tenantId)),
  );
}

test("each host is due again after its tenant's interval, a tenth more or less, and one that refuses the login later", async () => {
  await setInterval(10);
  const ids = await fleet.seed.targets([known(fleet.sshd), known(fleet.sshd)]);
  const stranger = await startSshd({ authorizedKeys: [] });
  const [refusing = 0] = await fleet.seed.targets([known(stranger)]);
  await lookAtDue();
  for (const id of ids) {
    expect(await minutesLeft(id)).toBeGreaterThan(8.9);
    expect(await minutesLeft(id)).toBeLessThan(11.1);
  }
  expect(await rowOf("target", refusing)).toMatchObject({ connectionStatus: "auth_failed" });
  expect(await minutesLeft(refusing)).toBeGreaterThan(26);
  expect(new Set(await Promise.all(ids.map(minutesLeft))).size).toBe(2);
  await stranger.stop();
  await setInterval(15);
});

test("a tenant that has switched it off has none of its hosts dialled, and holds up nobody else's", async () => {
  await setInterval(null);
  const ids = await fleet.seed.targets([known(fleet.sshd), known(fleet.sshd)]);
  const before = fleet.sshd.count(/Connection from/);
  expect(await lookAtDue(2)).toBe(0);
  expect(fleet.sshd.count(/Connection from/)).toBe(before);
  for (const id of ids) expect(await minutesLeft(id)).toBeGreaterThan(0);
  await setInterval(15);
});

test("nobody is dialled who was never looked at before, nor a host whose changed key waits for somebody", async () => {
  const changed = { offeredHostKey: "ssh-ed25519 AAAA", offeredHostKeyFingerprint: "SHA256:x" };
  const blockedProxy = await fleet.seed.proxy({ username, address: "127.0.0.1", port: fleet.sshd.port });
  await everywhere((tx) => tx.update(proxy).set(changed).where(eq(proxy.id, blockedProxy)));
  const [fresh = 0, blocked = 0, behind = 0] = await fleet.seed.targets([
    { username, address: "127.0.0.1", port: fleet.sshd.port },
    known(fleet.sshd, { ...changed, connectionStatus: "host_key_changed" }),
    known(fleet.sshd, { proxyId: blockedProxy }),
  ]);
  const before = fleet.sshd.count(/Connection from/);
  await lookAtDue();
  expect(fleet.sshd.count(/Connection from/)).toBe(before);
  expect(await rowOf("target", fresh)).toMatchObject({ connectionStatus: "unknown", hostKey: null });
  expect(await rowOf("target", blocked)).toMatchObject({
    connectionStatus: "host_key_changed",
    ...changed,
  });
  expect(await rowOf("target", behind)).toMatchObject({
    connectionStatus: "unreachable",
    lastStep: "proxy.host_key",
    lastReason: "host_key",
  });
});

test("what a look finds of the proxy on the way is the proxy's too, and whoever comes through proves it well", async () => {
  const cable = await startTcpProxy(fleet.sshd);
  const { port } = cable;
  const hostKey = found(fleet.sshd.hostKeys[0]).line;
  const proxyId = await fleet.seed.proxy({ username, address: "127.0.0.1", port, hostKey });
  const [id = 0] = await fleet.seed.targets([known(fleet.sshd, { proxyId })]);
  await lookAtDue();
  expect(await rowOf("target", id)).toMatchObject({ connectionStatus: "ok" });
  expect(await rowOf("proxy", proxyId)).toMatchObject({ connectionStatus: "ok" });
  cable.cut();
  await expect.poll(() => fleet.hands.pool.size).toBe(0);
  await lookAgain(id);
  const onProxy = { connectionStatus: "unreachable", lastReason: "refused" };
  const behind = await rowOf("target", id);
  expect(behind).toMatchObject({ ...onProxy, lastStep: expect.stringMatching(/^proxy\.(tcp|host_key)$/) });
  const lastStep = behind.lastStep?.replace("proxy.", "target.");
  expect(await rowOf("proxy", proxyId)).toMatchObject({ ...onProxy, lastStep });
  cable.mend();
  await lookAgain(id);
  expect(await rowOf("target", id)).toMatchObject({ connectionStatus: "ok" });
  expect(await rowOf("proxy", proxyId)).toMatchObject({ connectionStatus: "ok", failingSince: null });
  await cable.close();
});

test("taking what is due among ten thousand hosts reads an index, and no further than it takes", async () => {
  await everywhere((tx) =>
    tx.execute(sql`
      insert into e_script_target (tenant_id, name, username, address, created_by, connection_status, next_check_at)
      select ${fleet.seed.tenantId}, 'many ' || n, 'ops', '192.0.2.1', 'test', 'ok', now() + n * interval '1 second'
      from generate_series(1, 10000) n`),
  );
  const plan = await everywhere(async (tx) => {
    await tx.execute(sql`analyze e_script_target`);
    return tx.execute<{ "QUERY PLAN": string }>(sql`explain select id from e_script_target
      where next_check_at <= now() and deleted_at is null order by next_check_at limit 32 for no key update skip locked`);
  });
  const text = plan.rows.map((row) => row["QUERY PLAN"]).join("\n");
  expect(text).toContain("e_script_target_next_check");
  expect(text).not.toMatch(/Sort|Seq Scan/);
});

test("looks that nobody asks for any more are cleared away, and each host's newest stays", async () => {
  const [id = 0, other = 0] = await fleet.seed.targets([
    { username, address: "192.0.2.7" },
    { username, address: "192.0.2.8" },
  ]);
  const old = "2026-01-01T00:00:00Z";
  const look = { tenantId: fleet.seed.tenantId, kind: "test" as const, requestedBy: "test", createdAt: old };
  const ended = { endedAt: old, result: { ok: true } };
  const made = await everywhere((tx) =>
    tx
      .insert(hostCheck)
      .values([
        { ...look, ...ended, targetId: id },
        { ...look, ...ended, targetId: id },
        { ...look, targetId: id },
        { ...look, ...ended, targetId: id, kind: "install" },
        { ...look, ...ended, targetId: other },
        { ...look, ...ended, targetId: other, createdAt: new Date().toISOString() },
      ])
      .returning({ id: hostCheck.id }),
  );
  const ids = made.map((row) => row.id);
  expect(await clearOldChecks(fleet.database)).toBe(3);
  const left = [...(await checksOf(id)), ...(await checksOf(other))].map((row) => row.id);
  // Gone: the older test, the one that nobody took, and what a newer one has replaced.
  expect(left).toEqual([ids[1], ids[3], ids[5]]);
  expect(await clearOldChecks(fleet.database)).toBe(0);
});
