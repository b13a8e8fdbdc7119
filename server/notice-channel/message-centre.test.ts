import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { noticeChannel } from "../db/tables/notice.ts";
import { checkSealing } from "../ssh-key/execution.ts";
import { loadMasterKey, MasterKeyError } from "../ssh-key/master-key.ts";
import { makeTestContext, openTestWorld, type TestContext, type TestWorld } from "../testing/context.ts";
import { auditOf } from "../testing/factories.ts";

let world: TestWorld;
let person: TestContext;
beforeAll(async () => {
  world = await openTestWorld();
  person = await makeTestContext(world);
});
afterAll(() => world?.close());

test("a tenant's receivers are kept and audited, and the message centre's test goes to them", async () => {
  expect(await person.api.noticeChannel.messageCentre({})).toMatchObject({ receivers: null });
  await person.api.noticeChannel.setReceivers({ receivers: ["team"] });
  expect(await person.api.noticeChannel.messageCentre({})).toMatchObject({ receivers: ["team"] });
  const [row] = await auditOf(world, "tenant", person.tenantId);
  expect(row).toMatchObject({ action: "noticeChannel.setReceivers", after: { receivers: ["team"] } });
  const { noticeId } = await person.api.noticeChannel.testMessageCentre({});
  const shown = await person.api.notice.get({ id: noticeId });
  expect(shown).toMatchObject({
    kind: "test",
    state: "waiting",
    deliveries: [{ channelId: null, channelKind: "message_centre", receivers: ["team"] }],
  });
  const deliveryId = shown.deliveries[0]?.id;
  expect(await world.boss.findJobs("deliverNotice", { data: { deliveryId } })).toHaveLength(1);
});

test("a token needs the scope of an admin to say who is told", async () => {
  const writer = await makeTestContext(world, { tenantId: person.tenantId, via: "token", scope: "write" });
  const set = writer.api.noticeChannel.setReceivers({ receivers: [] });
  await expect(set).rejects.toMatchObject({ code: "FORBIDDEN" });
});

test("a worker does not start where a channel's secret lies open in the database", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "hostrun-sealing-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const master = await loadMasterKey(path.join(folder, "master.key"), world.database);
  const settings = { kind: "wecom" as const, url: "https://robot.example.test/send?key=open" };
  const { id } = await person.api.noticeChannel.create({ name: "robot", settings });
  await expect(checkSealing(world.database, master)).resolves.toBeUndefined();
  await inTenant(asSystem(world.database), (tx) =>
    tx
      .update(noticeChannel)
      .set({ sealedSecret: Buffer.from("plain") })
      .where(eq(noticeChannel.id, id)),
  );
  await expect(checkSealing(world.database, master)).rejects.toThrow(MasterKeyError);
});
