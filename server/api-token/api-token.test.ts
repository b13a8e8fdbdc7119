import { afterAll, beforeAll, expect, test } from "vitest";
import { identify } from "../session/identify.ts";
import {
  contextOf,
  makeTestContext,
  openTestWorld,
  type TestContext,
  type TestWorld,
} from "../testing/context.ts";
import { aName, auditOf } from "../testing/factories.ts";
import { issueTokenByCommand } from "./issue.ts";

let world: TestWorld;
let admin: TestContext;
let system: TestContext;
beforeAll(async () => {
  world = await openTestWorld();
  admin = await makeTestContext(world);
  system = await makeTestContext(world, { role: "system_admin", tenantId: admin.tenantId });
});
afterAll(() => world?.close());

const values = (given: object = {}) => ({ name: aName("token"), scope: "write" as const, ...given });
const actorOf = (bearer: string) => identify(world.database, { bearer });

test("a token is its maker with its scope, for 90 days unless said otherwise, and its text is shown once", async () => {
  const { id, token } = await admin.api.apiToken.create(values());
  expect(token).toMatch(new RegExp(`^hrt_${id}_[\\w-]{43}$`));
  expect(await actorOf(token)).toMatchObject({
    userId: admin.userId,
    scope: "write",
    via: "token",
    viaId: id,
  });
  const { items } = await admin.api.apiToken.list({});
  const item = items.find((one) => one.id === id);
  const days = (Date.parse(item?.expiresAt ?? "") - Date.now()) / 86_400_000;
  expect(Math.round(days)).toBe(90);
  const secret = token.split("_").slice(2).join("_");
  const kept = await world.database.pool.connect();
  try {
    await kept.query("select set_config('hostrun.scope', 'all', false)");
    const rows = await kept.query("select * from api_token where id = $1", [id]);
    expect(rows.rowCount).toBe(1);
    expect(JSON.stringify([rows.rows, items, await auditOf(world, "apiToken", id)])).not.toContain(secret);
  } finally {
    kept.release(true);
  }
});

test("a deleted token is nobody from the next call on, and its name is free again", async () => {
  const given = values();
  const { id, token } = await admin.api.apiToken.create(given);
  await expect(admin.api.apiToken.create(given)).rejects.toMatchObject({
    cause: { reason: "TOKEN_NAME_TAKEN", field: ["name"], values: { name: given.name } },
  });
  await admin.api.apiToken.delete({ id });
  expect(await actorOf(token)).toBeNull();
  await expect(admin.api.apiToken.delete({ id })).rejects.toMatchObject({ message: "NOT_FOUND" });
  await admin.api.apiToken.create(given);
  expect((await auditOf(world, "apiToken", id)).map((row) => row.action)).toEqual([
    "apiToken.create",
    "apiToken.delete",
  ]);
});

test("a token that does less than all makes no tokens, so none makes one with more", async () => {
  for (const scope of ["read", "write"] as const) {
    const { token } = await admin.api.apiToken.create(values({ scope }));
    const holder = contextOf(world, (await actorOf(token)) ?? expect.fail());
    await expect(holder.api.apiToken.create(values({ scope: "read" }))).rejects.toMatchObject({
      code: "FORBIDDEN",
      cause: { reason: "TOKEN_SCOPE", values: { held: scope, needed: "admin" } },
    });
    await expect(holder.api.apiToken.list({})).rejects.toMatchObject({ message: "TOKEN_SCOPE" });
  }
});

test("whom a token acts as is oneself, or a system admin's to choose", async () => {
  const colleague = await makeTestContext(world, { tenantId: admin.tenantId });
  const stranger = await makeTestContext(world);
  const asUser = ({ userId }: TestContext) => values({ userId });
  await admin.api.apiToken.create(asUser(admin));
  await expect(admin.api.apiToken.create(asUser(colleague))).rejects.toMatchObject({
    code: "FORBIDDEN",
    message: "NO_PERMISSION",
  });
  for (const hidden of [stranger, system]) {
    await expect(admin.api.apiToken.create(asUser(hidden))).rejects.toMatchObject({ message: "NOT_FOUND" });
  }
  const { token } = await system.api.apiToken.create(asUser(stranger));
  expect(await actorOf(token)).toMatchObject({ userId: stranger.userId, role: "tenant_admin" });
  await expect(system.api.apiToken.create(values({ userId: 999_999 }))).rejects.toMatchObject({
    message: "NOT_FOUND",
  });
});

test("an expiry in the past is refused and names its field; one in the future is kept exactly", async () => {
  await expect(
    admin.api.apiToken.create(values({ expiresAt: "2020-01-01T00:00:00Z" })),
  ).rejects.toMatchObject({
    code: "BAD_REQUEST",
    cause: { reason: "EXPIRES_IN_PAST", field: ["expiresAt"] },
  });
  const { id } = await admin.api.apiToken.create(values({ expiresAt: "2126-01-31T08:00:00+08:00" }));
  const { items } = await admin.api.apiToken.list({ sort: "expiresAt", pageSize: 1 });
  expect(items).toMatchObject([{ id, expiresAt: "2126-01-31T00:00:00.000Z" }]);
});

test("an admin sees and revokes their users' tokens, never a system admin's", async () => {
  const colleague = await makeTestContext(world, { tenantId: admin.tenantId });
  const [theirs, hidden] = [
    await colleague.api.apiToken.create(values()),
    await system.api.apiToken.create(values()),
  ];
  const { items } = await admin.api.apiToken.list({ pageSize: 100 });
  const ids = items.map((item) => item.id);
  expect(ids).toContain(theirs.id);
  expect(ids).not.toContain(hidden.id);
  await expect(admin.api.apiToken.list({ userId: system.userId })).rejects.toMatchObject({
    message: "NOT_FOUND",
  });
  await expect(admin.api.apiToken.delete({ id: hidden.id })).rejects.toMatchObject({ message: "NOT_FOUND" });
  await admin.api.apiToken.delete({ id: theirs.id });
  expect(await actorOf(hidden.token)).not.toBeNull();
});

test("a list narrows to a user, to a tenant and to a part of the name", async () => {
  const stranger = await makeTestContext(world);
  const { id } = await stranger.api.apiToken.create(values({ name: "部署 100%" }));
  expect((await stranger.api.apiToken.list({ search: "署 100%" })).items).toMatchObject([
    { id, userId: stranger.userId, lastUsedAt: null },
  ]);
  expect((await system.api.apiToken.list({ tenantId: stranger.tenantId })).total).toBe(1);
  expect((await system.api.apiToken.list({ userId: stranger.userId })).total).toBe(1);
  expect((await system.api.apiToken.list({ search: "署 101%" })).total).toBe(0);
});

test("a token made at the terminal works, and the audit says where it was made", async () => {
  const { email } = await system.api.user.get({ id: admin.userId });
  const made = await issueTokenByCommand(world.database, {
    email: ` ${email.toUpperCase()} `,
    name: aName(),
    scope: "read",
  });
  expect(await actorOf(made.token)).toMatchObject({ userId: admin.userId, scope: "read" });
  expect(await auditOf(world, "apiToken", made.id)).toMatchObject([
    { via: "command", userId: admin.userId, crossing: null, address: null },
  ]);
  await expect(
    issueTokenByCommand(world.database, { email: "nobody@example.test", name: aName(), scope: "read" }),
  ).rejects.toMatchObject({ reason: "NOT_FOUND" });
});
