import { afterAll, beforeAll, expect, test } from "vitest";
import { tenantCookie } from "../domain/chosen-tenant.ts";
import { appRouter } from "../router.ts";
import { aName } from "../testing/factories.ts";
import { makeTenant } from "../testing/people.ts";
import { createTestDatabase, type TestDatabase } from "../testing/postgres.ts";
import { makeBrowser, makePerson, makeToken, openTestRuntime, type Person } from "../testing/web.ts";
import { createCallContext } from "./context.ts";

let db: TestDatabase;
let runtime: Awaited<ReturnType<typeof openTestRuntime>>;
beforeAll(async () => {
  db = await createTestDatabase();
  runtime = await openTestRuntime(db);
});
afterAll(async () => {
  await runtime?.close();
  await db?.drop();
});

async function apiWith(headers: Record<string, string>) {
  return appRouter.createCaller(await createCallContext({ headers: new Headers(headers) }, runtime));
}

/** The API as a browser calls it in which this tenant was chosen. */
async function browserOf(person: Person, tenantId: number) {
  const { cookie } = await makeBrowser(runtime, person);
  return apiWith({ cookie: `${cookie}; ${tenantCookie}=${tenantId}` });
}

const aScript = () => ({ name: aName("script"), language: "shell" as const, content: "true\n" });

test("the tenant that a system admin chose narrows what their browser lists, and takes what it makes", async () => {
  const admin = await makePerson(runtime.database, { role: "system_admin" });
  const chosen = await makeTenant(runtime);
  const { cookie } = await makeBrowser(runtime, admin);
  const everywhere = await apiWith({ cookie });
  const elsewhere = await everywhere.script.create(aScript());
  const api = await browserOf(admin, chosen);
  const made = await api.script.create(aScript());
  expect((await api.script.list({})).items.map(({ id, tenantId }) => ({ id, tenantId }))).toEqual([
    { id: made.id, tenantId: chosen },
  ]);
  expect((await everywhere.script.list({})).items.map(({ id }) => id)).toEqual([made.id, elsewhere.id]);
  expect((await api.session.current()).chosenTenant).toMatchObject({ id: chosen });
});

test("a tenant that is named counts before the chosen one", async () => {
  const admin = await makePerson(runtime.database, { role: "system_admin" });
  const [chosen, named] = [await makeTenant(runtime), await makeTenant(runtime)];
  const api = await browserOf(admin, chosen);
  await api.script.create({ ...aScript(), tenantId: named });
  expect((await api.script.list({ tenantId: named })).total).toBe(1);
  expect((await api.script.list({})).total).toBe(0);
});

test("a tenant admin gains nothing by naming another tenant in the cookie", async () => {
  const person = await makePerson(runtime.database);
  const strange = await makePerson(runtime.database);
  const { id } = await (await browserOf(strange, strange.tenantId)).script.create(aScript());
  const api = await browserOf(person, strange.tenantId);
  expect((await api.script.list({})).items).toEqual([]);
  await expect(api.script.get({ id })).rejects.toMatchObject({ code: "NOT_FOUND" });
  const own = await api.script.create(aScript());
  expect((await api.script.get({ id: own.id })).tenantId).toBe(person.tenantId);
});

test("a token is not narrowed by a browser's choice", async () => {
  const admin = await makePerson(runtime.database, { role: "system_admin" });
  const { bearer } = await makeToken(runtime.database, admin);
  const cookie = `${tenantCookie}=${await makeTenant(runtime)}`;
  const api = await apiWith({ authorization: `Bearer ${bearer}`, cookie });
  expect((await api.session.current()).chosenTenant).toBeNull();
});

test("a run, a task and a script are found by their number too, with or without its sign", async () => {
  const person = await makePerson(runtime.database);
  const api = await browserOf(person, person.tenantId);
  const { id } = await api.script.create(aScript());
  const task = await api.task.create({ name: aName("task"), type: "immediate", scriptId: id });
  const numbers = async (search: string) => (await api.script.list({ search })).items.map((item) => item.id);
  expect(await numbers(String(id))).toEqual([id]);
  expect(await numbers(`#${id}`)).toEqual([id]);
  expect((await api.task.list({ search: `#${task.id}` })).items.map((item) => item.id)).toEqual([task.id]);
});
