import { and, desc, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ServiceContext } from "../server/access.ts";
import { asSystem, inTenant } from "../server/db/in-tenant.ts";
import { sshKey } from "../server/db/tables/ssh-key.ts";
import { proxy, target } from "../server/db/tables/target.ts";
import { found } from "../server/errors.ts";
import { updateProxy } from "../server/proxy/service.ts";
import { openBoss } from "../server/queue/boss.ts";
import { deleteTarget } from "../server/target/delete.ts";
import { updateTarget } from "../server/target/service.ts";
import { setTargets } from "../server/target/set-many.ts";
import { type Fleet, openFleet } from "../server/testing/fleet.ts";
import { testUser } from "../server/testing/sshd/test-user.ts";

let fleet: Fleet;
let boss: ReturnType<typeof openBoss>;
let ctx: ServiceContext;

beforeAll(async () => {
  fleet = await openFleet();
  boss = openBoss(fleet.database.settings, "sender");
  await boss.start();
  ctx = fleet.seed.context(boss);
  await fleet.startWorker();
});
afterAll(async () => {
  await boss?.stop({ graceful: false });
  await fleet?.close();
});

/** Long before a connection that nobody uses is closed by itself. */
const soon = { timeout: 15_000 };

const everywhere = <T>(work: Parameters<typeof inTenant<T>>[1]) => inTenant(asSystem(fleet.database), work);

/** Connections that were logged in to, each by its port. */
const opened = () => portsIn(/Accepted publickey for \S+ from \S+ port (\d+)/g);

/** Those of these that have ended; others end by themselves when nobody has used them for long. */
function closed(ports: string[]): string[] {
  const ended = portsIn(
    /(?:Disconnected from user|Connection (?:closed|reset) by (?!authenticating)).* port (\d+)/g,
  );
  return ports.filter((port) => ended.includes(port));
}

function portsIn(lines: RegExp): string[] {
  return [...fleet.sshd.log().matchAll(lines)].map(([, port = ""]) => port);
}

/** A target, behind a proxy or not, whose connections stand since a run. */
async function warmTarget(behind: "proxy" | null) {
  const hostKey = found(fleet.sshd.hostKeys[0]).line;
  const { name: username } = await testUser({ shell: "sh" });
  const { port } = fleet.sshd;
  const proxyId = behind && (await fleet.seed.proxy({ username, address: "127.0.0.1", port, hostKey }));
  const taskId = await fleet.makeTask("true", [{ hostKey, proxyId }]);
  const before = opened().length;
  await fleet.ended(await fleet.start(taskId));
  const ports = opened().slice(before);
  expect(ports).toHaveLength(behind === null ? 1 : 2);
  const rows = await everywhere((tx) => tx.select().from(target).orderBy(desc(target.id)).limit(1));
  return { id: found(rows[0]).id, proxyId: proxyId ?? 0, taskId, ports };
}

test("what says nothing of the way leaves its connection, and the next run uses it", async () => {
  const { id, taskId } = await warmTarget(null);
  await updateTarget(ctx, { id, name: "another name", region: "north", labels: { env: "prod" } });
  const before = opened();
  await fleet.ended(await fleet.start(taskId));
  expect(opened()).toEqual(before);
});

test.each([
  ["user name", (id: number) => updateTarget(ctx, { id, username: "somebody" })],
  ["address", (id: number) => updateTarget(ctx, { id, address: "127.9.9.9" })],
  ["port", (id: number) => updateTarget(ctx, { id, port: 9 })],
  ["host key", (id: number) => setHostKey(id)],
  [
    "proxy",
    async (id: number) => {
      const setProxyId = await fleet.seed.proxy({ username: "nobody", address: "127.0.0.1", port: 9 });
      await setTargets(ctx, { ids: [id], setProxyId });
    },
  ],
  ["being there", (id: number) => deleteTarget(ctx, { id })],
])("a target's connection is closed at once where its %s changes", async (_, change) => {
  const { id, ports } = await warmTarget(null);
  await change(id);
  await expect.poll(() => closed(ports), soon).toEqual(ports);
});

test("a proxy's connection is closed where its way changes, and those of the targets behind it with it", async () => {
  const { proxyId, ports } = await warmTarget("proxy");
  await updateProxy(ctx, { id: proxyId, port: 9 });
  await expect.poll(() => closed(ports), soon).toEqual(ports);
  const rows = await everywhere((tx) => tx.select().from(proxy).where(eq(proxy.id, proxyId)));
  expect(found(rows[0]).port).toBe(9);
});

test("what a retired key has opened is closed, and what runs there meanwhile goes on to its end", async () => {
  const { ports: idle } = await warmTarget(null);
  const hostKey = found(fleet.sshd.hostKeys[0]).line;
  const before = opened().length;
  const running = await fleet.start(await fleet.makeTask("sleep 600", [{ hostKey }]));
  const state = async () => found((await fleet.read(running)).targets[0]).state;
  await expect.poll(state, soon).toBe("running");
  const inUse = opened().slice(before);
  expect(inUse).toHaveLength(1);
  expect(closed(idle)).toEqual([]);
  await retireKeys();
  await expect.poll(() => closed(idle), soon).toEqual(idle);
  expect(await state()).toBe("running");
  expect(closed(inUse)).toEqual([]);
  await fleet.cancel(running);
  await fleet.ended(running);
  await expect.poll(() => closed(inUse), soon).toEqual(inUse);
});

/** As if somebody had trusted another one. */
function setHostKey(id: number): Promise<unknown> {
  return everywhere((tx) =>
    tx
      .update(target)
      .set({ hostKey: sql`${target.hostKey} || ' other'` })
      .where(eq(target.id, id)),
  );
}

function retireKeys(): Promise<unknown> {
  return everywhere((tx) =>
    tx
      .update(sshKey)
      .set({ retiredAt: sql`now()` })
      .where(and(eq(sshKey.tenantId, fleet.seed.tenantId), sql`${sshKey.retiredAt} is null`)),
  );
}
