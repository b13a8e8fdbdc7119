import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { startEmbeddedPostgres } from "../../dev/postgres/embedded.ts";
import { migrateDatabase } from "../db/migrate.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A migrated database that test databases are copied from; nobody connects to it. */
    templateUrl: string;
    /** The server's own superuser, for tests of what such a role breaks. */
    superuserUrl: string;
  }
}

/** One real server for the whole test run, in a folder that goes away with it. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(path.join(tmpdir(), "hostrun-postgres-"));
  const server = await startEmbeddedPostgres({ directory, throwaway: true });
  await migrateDatabase(server.url);
  project.provide("templateUrl", server.url);
  project.provide("superuserUrl", server.superuserUrl);
  return async () => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  };
}
