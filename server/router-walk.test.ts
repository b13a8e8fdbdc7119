import { TRPCError } from "@trpc/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem, inTenant } from "./db/in-tenant.ts";
import { type TokenScope, tokenScopes } from "./domain/role.ts";
import { appRouter } from "./router.ts";
import { nobody, openTestWorld, type TestContext, type TestWorld } from "./testing/context.ts";
import { answerHostCheck, newestHostCheck } from "./testing/factories.ts";
import { type Case, cases } from "./testing/walk/cases.ts";
import { makeOwner, type OwnedIds, type Owner } from "./testing/walk/owner.ts";
import type { ProcedureMeta } from "./trpc/init.ts";

interface Procedure {
  _def: { type: "query" | "mutation" | "subscription"; meta?: ProcedureMeta };
}

const procedures = appRouter._def.procedures as unknown as Record<string, Procedure>;
const names = Object.keys(procedures);
const changing = names.filter((name) => typeOf(name) !== "query");

let world: TestWorld;
/** Nobody changes anything of theirs: that is what is tested. */
let owner: Owner;
let stranger: Owner;

beforeAll(async () => {
  world = await openTestWorld();
  owner = await makeOwner(world);
  stranger = await makeOwner(world);
});
afterAll(() => world?.close());

test("every procedure has a case here, and every case is of a procedure", () => {
  expect(Object.keys(cases).sort()).toEqual([...names].sort());
});

test.each(names)("%s gets its owner through, with a token of its scope alone", async (name) => {
  const own = typeOf(name) === "query" ? owner : await makeOwner(world);
  const { input, role, byWorker } = caseOf(name);
  const given = await input(own.ids, own, world);
  const after = await newestHostCheck(world);
  const call = answerTo(own.as(scopeOf(name), role), name, given);
  if (byWorker) await answerHostCheck(world, after, [{ name: "target.tcp", ok: true, ms: 1 }], { ok: true });
  await expect(call).resolves.toBeDefined();
});

test.each(names.filter((name) => caseOf(name).reaches.length > 0))(
  "%s finds nothing for another tenant's admin: the same answer as for what does not exist, and nothing changes",
  async (name) => {
    const rows = async () => [await rowsOf(owner.ids.tenantId), await rowsOf(stranger.ids.tenantId)];
    const before = await rows();
    const refused = caseOf(name).role === undefined ? "NOT_FOUND" : "FORBIDDEN";
    for (const reach of caseOf(name).reaches) {
      const answer = await refusalOf(stranger.person, name, reach(owner.ids, stranger.ids));
      expect(answer.code).toBe(refused);
      expect(answer).toEqual(await refusalOf(stranger.person, name, reach(absent, stranger.ids)));
      expect(JSON.stringify(answer)).not.toContain(owner.mark);
    }
    expect(await rows()).toEqual(before);
  },
);

test.each(names.filter((name) => caseOf(name).shown !== undefined))(
  "%s shows its owner what is theirs, and another tenant's admin nothing of it",
  async (name) => {
    const { shown } = caseOf(name);
    const asked = shown === "nothing asked" ? undefined : shown;
    expect(JSON.stringify(await answerTo(owner.person, name, asked))).toContain(owner.mark);
    expect(JSON.stringify(await answerTo(stranger.person, name, asked))).not.toContain(owner.mark);
  },
);

test.each(names.filter((name) => caseOf(name).public === undefined))(
  "%s knows nobody without an account, before it looks at the input",
  async (name) => {
    const api = nobody(world);
    for (const input of [undefined, { nonsense: true }]) {
      expect((await refusalOf({ api }, name, input)).code).toBe("UNAUTHORIZED");
    }
  },
);

test("what anybody may call is the acceptance of an invitation alone, and wants its token", async () => {
  expect(names.filter((name) => caseOf(name).public)).toEqual(["invitation.accept"]);
  const api = nobody(world);
  const guess = { token: "x".repeat(43), password: "the first password" };
  expect((await refusalOf({ api }, "invitation.accept", guess)).code).toBe("NOT_FOUND");
});

test.each(names.filter((name) => scopeOf(name) !== "read" && !caseOf(name).public))(
  "%s refuses a token of a lower scope, before it looks at the input",
  async (name) => {
    for (const scope of tokenScopes.slice(0, tokenScopes.indexOf(scopeOf(name)))) {
      const answer = await refusalOf(owner.as(scope, caseOf(name).role), name, { nonsense: true });
      expect(answer).toMatchObject({ code: "FORBIDDEN", message: "TOKEN_SCOPE" });
    }
  },
);

test("what changes something needs more than reading; the one exception only looks at what it is sent", () => {
  const allowed = changing.filter((name) => (procedures[name]?._def.meta?.scope ?? "write") === "read");
  expect(allowed).toEqual(["script.check"]);
});

/** Ids that no row has. */
const absent = new Proxy({} as OwnedIds, { get: () => 2_000_000_000 });

function typeOf(name: string): Procedure["_def"]["type"] {
  return procedures[name]?._def.type ?? "query";
}

function caseOf(name: string): Case {
  return cases[name] ?? { input: () => undefined, reaches: [] };
}

function scopeOf(name: string): TokenScope {
  return caseOf(name).scope ?? (typeOf(name) === "mutation" ? "write" : "read");
}

/** What a procedure answers; of a subscription its first event. */
async function answerTo({ api }: Pick<TestContext, "api">, name: string, input: unknown): Promise<unknown> {
  const [feature = "", verb = ""] = name.split(".");
  type Verbs = Record<string, Record<string, (given: unknown) => Promise<unknown>>>;
  const answer = await (api as unknown as Verbs)[feature]?.[verb]?.(input);
  if (typeOf(name) !== "subscription") return answer;
  for await (const event of answer as AsyncIterable<unknown>) return event;
  return undefined;
}

async function refusalOf(caller: Pick<TestContext, "api">, name: string, input: unknown) {
  const error = await answerTo(caller, name, input).then(
    (answer) => expect.fail(`${name} answered ${JSON.stringify(answer)}`),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof TRPCError)) throw error;
  const { kind, reason, values, field } = (error.cause ?? {}) as Record<string, unknown>;
  return { code: error.code, message: error.message, kind, reason, values, field };
}

/** Every row of a tenant, table by table. */
async function rowsOf(tenantId: number): Promise<Record<string, string[]>> {
  return inTenant(asSystem(world.database), async (tx) => {
    const tables = await tx.execute<{
      name: string;
    }>(`select table_name as name from information_schema.columns
      where table_schema = 'public' and column_name = 'tenant_id' order by table_name`);
    const rows: Record<string, string[]> = {};
    for (const { name } of tables.rows) {
      const all = await tx.execute<{ row: string }>(
        `select t::text as row from "${name}" t where tenant_id = ${Number(tenantId)} order by t::text`,
      );
      rows[name] = all.rows.map(({ row }) => row);
    }
    return rows;
  });
}
