import { randomUUID } from "node:crypto";
import type { PgBoss } from "pg-boss";
import { type ServiceContext, scopeOf, type UserActor } from "../access.ts";
import type { Database } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { Listener } from "../db/listen.ts";
import { channels } from "../db/notify.ts";
import { userAccount } from "../db/tables/user.ts";
import type { Locale } from "../domain/locale.ts";
import type { Role, TokenScope } from "../domain/role.ts";
import { found } from "../errors.ts";
import { openBoss } from "../queue/boss.ts";
import { appRouter } from "../router.ts";
import { type CallContext, createCallerFactory } from "../trpc/init.ts";
import { makeTenant } from "./people.ts";
import { createTestDatabase } from "./postgres.ts";

/** A database with a queue that takes jobs and hands them to nobody. */
export interface TestWorld {
  url: string;
  database: Database;
  boss: PgBoss;
  listener: Listener;
  close(): Promise<void>;
}

/** Call it in `beforeAll`, and `close` in `afterAll`. */
export async function openTestWorld(): Promise<TestWorld> {
  const { url, database, drop } = await createTestDatabase();
  const boss = openBoss(database.settings, "sender");
  const listener = new Listener(database.settings, channels);
  await boss.start();
  await listener.start();
  return {
    url,
    database,
    boss,
    listener,
    close: async () => {
      await listener.close();
      await boss.stop({ graceful: false });
      await drop();
    },
  };
}

export interface PersonOptions {
  /** Absent: a tenant of their own. */
  tenantId?: number;
  role?: Role;
  scope?: TokenScope;
  via?: UserActor["via"];
  locale?: Locale;
}

/** A person with what services and procedures get when they ask. */
export interface TestContext {
  tenantId: number;
  userId: number;
  ctx: ServiceContext;
  callContext: CallContext;
  /** The whole API, called as this person. */
  api: ReturnType<typeof createCaller>;
}

const createCaller = createCallerFactory(appRouter);

/** Makes a user, and a tenant where none is given; by default a tenant admin in a browser. */
export async function makeTestContext(world: TestWorld, options: PersonOptions = {}): Promise<TestContext> {
  const { role = "tenant_admin", scope = "admin", via = "session", locale = "en" } = options;
  const tenantId = options.tenantId ?? (await makeTenant(world));
  const name = `person ${randomUUID()}`;
  const userId = await inTenant(asSystem(world.database), async (tx) => {
    const values = { tenantId, name, role, email: `${randomUUID()}@example.test` };
    return found((await tx.insert(userAccount).values(values).returning({ id: userAccount.id }))[0]).id;
  });
  return contextOf(world, { kind: "user", userId, name, role, tenantId, via, viaId: null, scope }, locale);
}

/** What somebody gets who is known already, as from a token or a session. */
export function contextOf(world: TestWorld, actor: UserActor, locale: Locale = "en"): TestContext {
  const callContext = { ...callContextOf(world, locale), actor };
  return {
    tenantId: actor.tenantId,
    userId: actor.userId,
    callContext,
    ctx: { ...callContext, scope: scopeOf(actor) },
    api: createCaller(callContext),
  };
}

/** The whole API for a caller that is nobody. */
export function nobody(world: TestWorld): TestContext["api"] {
  return createCaller(callContextOf(world, "en"));
}

function callContextOf({ database, boss, listener }: TestWorld, locale: Locale): CallContext {
  const live = { listener, shutdown: new AbortController().signal, stillAllowed: async () => true };
  const request = { id: randomUUID(), address: "192.0.2.9" };
  return { database, boss, locale, request, live, actor: null };
}
