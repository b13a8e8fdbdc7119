import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { encode } from "next-auth/jwt";
import type { UserActor } from "../access.ts";
import { makeSecret, secretHash } from "../crypto/secret-token.ts";
import type { Database } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { apiToken, userAccount } from "../db/tables/user.ts";
import type { Role, TokenScope } from "../domain/role.ts";
import { loadEnv } from "../env.ts";
import { openRuntime, type WebRuntime } from "../runtime.ts";
import { cookieName } from "../session/cookie.ts";
import { openSession } from "../session/sign-in.ts";
import { hashPassword } from "../user/password.ts";
import { makeTenant } from "./people.ts";
import type { TestDatabase } from "./postgres.ts";

/** What a web process has, on a test's own database. */
export async function openTestRuntime(
  db: TestDatabase,
  settings: Record<string, string> = {},
): Promise<WebRuntime & { close(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), "hostrun-web-"));
  const runtime = await openRuntime(loadEnv({ DATABASE_URL: db.url, HOSTRUN_DATA_DIR: folder, ...settings }));
  const close = async () => {
    runtime.shutdown.abort();
    await runtime.listener.close();
    await runtime.boss.stop({ graceful: false });
    await runtime.database.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { ...runtime, close };
}

export type Person = Pick<UserActor, "userId" | "name" | "role" | "tenantId"> & { email: string };

/** The password of everybody in tests. */
export const testPassword = "correct horse battery";

/** A user, in a tenant of their own unless one is given. */
export async function makePerson(
  database: Database,
  { role = "tenant_admin", tenantId, password }: { role?: Role; tenantId?: number; password?: string } = {},
): Promise<Person> {
  const home = tenantId ?? (await makeTenant({ database }));
  const email = `${makeSecret().slice(0, 10).toLowerCase()}@example.test`;
  const passwordHash = password === undefined ? null : await hashPassword(password);
  const [row] = await inTenant(asSystem(database), (tx) =>
    tx
      .insert(userAccount)
      .values({ tenantId: home, email, name: email, role, passwordHash })
      .returning({ id: userAccount.id }),
  );
  return { userId: row?.id ?? 0, name: email, email, role, tenantId: home };
}

/** A bearer of the API for a person. */
export async function makeToken(
  database: Database,
  { userId, tenantId }: Person,
  scope: TokenScope = "admin",
): Promise<{ id: number; bearer: string }> {
  const secret = makeSecret();
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const [row] = await inTenant(asSystem(database), (tx) =>
    tx
      .insert(apiToken)
      .values({
        tenantId,
        userId,
        name: secret.slice(0, 12),
        scope,
        secretHash: secretHash(secret),
        expiresAt,
      })
      .returning({ id: apiToken.id }),
  );
  const id = row?.id ?? 0;
  return { id, bearer: `hrt_${id}_${secret}` };
}

/** A browser of a person that has signed in: its `Cookie` header, and the random id within. */
export async function makeBrowser(
  { database, env, sessionSecret }: Pick<WebRuntime, "database" | "env" | "sessionSecret">,
  person: Person,
): Promise<{ sessionId: string; cookie: string }> {
  const request = { id: "test", address: "192.0.2.1", agent: "test" };
  const sessionId = await inTenant(asSystem(database), (tx) => openSession(tx, person, request));
  const token = await encode({ token: { sid: sessionId }, secret: sessionSecret });
  return { sessionId, cookie: `${cookieName(env, "session")}=${token}` };
}
