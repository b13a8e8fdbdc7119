import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { apiToken, userAccount, userSession } from "../db/tables/user.ts";
import { answerRest } from "../http/rest.ts";
import { answerTrpc } from "../http/trpc.ts";
import { openTestApi, type TestApi } from "../testing/api.ts";
import { makeRun } from "../testing/factories.ts";
import { makeBrowser, makePerson, makeToken, type Person } from "../testing/web.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi((request, runtime) =>
    request.url.includes("/api/trpc/") ? answerTrpc(request, runtime) : answerRest(request, runtime),
  );
});
afterAll(() => api?.close());

type Transaction = Parameters<Parameters<typeof inTenant>[1]>[0];

/** What is taken from a guest, and by what they came. */
const losses: [
  what: string,
  take: (tx: Transaction, guest: Person) => Promise<unknown>,
  by: "token" | "session",
][] = [
  [
    "a token is revoked",
    (tx, { userId }) => tx.update(apiToken).set({ deletedAt: sql`now()` }).where(eq(apiToken.userId, userId)),
    "token",
  ],
  [
    "a user is disabled",
    (tx, { userId }) => tx.update(userAccount).set({ disabled: true }).where(eq(userAccount.id, userId)),
    "token",
  ],
  [
    "a role is lowered",
    (tx, { userId }) =>
      tx.update(userAccount).set({ role: "tenant_admin" }).where(eq(userAccount.id, userId)),
    "token",
  ],
  [
    "a session is ended",
    (tx, { userId }) =>
      tx.update(userSession).set({ endedAt: sql`now()` }).where(eq(userSession.userId, userId)),
    "session",
  ],
];

test.concurrent.each(losses)("an open stream closes within 30 s when %s", async (_what, take, by) => {
  const guest = await makePerson(api.db.database, { role: "system_admin" });
  const { taskLogId } = await makeRun(api.api);
  const headers: Record<string, string> =
    by === "token"
      ? { authorization: `Bearer ${(await makeToken(api.db.database, guest)).bearer}` }
      : { cookie: (await makeBrowser(api.runtime, guest)).cookie };
  const input = encodeURIComponent(JSON.stringify({ id: taskLogId }));
  const streams = await Promise.all(
    [`/api/trpc/taskLog.watch?input=${input}`, `/api/v1/task-logs/${taskLogId}/watch`].map((path) =>
      fetch(`${api.url}${path}`, { headers, signal: AbortSignal.timeout(28_000) }),
    ),
  );
  await inTenant(asSystem(api.db.database), (tx) => take(tx, guest));
  for (const stream of streams) {
    // The run goes on: only the lost access ends its stream.
    const said = await stream.text();
    expect(said).toContain('"type":"state"');
    expect(said).not.toContain('"type":"end"');
  }
});
