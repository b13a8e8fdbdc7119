import type { WebRuntime } from "../runtime.ts";
import { contextOf, type TestContext, type TestWorld } from "./context.ts";
import { serveForTest, type TestServer } from "./http-server.ts";
import { createTestDatabase, type TestDatabase } from "./postgres.ts";
import { makePerson, makeToken, openTestRuntime, type Person } from "./web.ts";

/** A part of the API behind a real socket, with a database of its own and somebody who may use it. */
export interface TestApi extends TestServer {
  db: TestDatabase;
  runtime: WebRuntime;
  world: TestWorld;
  person: Person;
  /** The person's token, of every scope. */
  token: { id: number; bearer: string };
  /** The same person without HTTP, to make what a test needs. */
  api: TestContext;
}

/** Call it in `beforeAll`, and `close` in `afterAll`. */
export async function openTestApi(
  answer: (request: Request, runtime: WebRuntime) => Promise<Response>,
  settings: Record<string, string> = {},
): Promise<TestApi> {
  const db = await createTestDatabase();
  const runtime = await openTestRuntime(db, settings);
  const server = await serveForTest((request) => answer(request, runtime));
  const { database, boss, listener } = runtime;
  const world = { url: db.url, database, boss, listener, close: async () => {} };
  const person = await makePerson(database);
  const token = await makeToken(database, person);
  const api = contextOf(world, { kind: "user", ...person, via: "token", viaId: token.id, scope: "admin" });
  const close = async () => {
    await server.close();
    await runtime.close();
    await db.drop();
  };
  return { ...server, db, runtime, world, person, token, api, close };
}
