import { type Database, openDatabase } from "../db/client.ts";
import { databaseSettings } from "../db/role.ts";
import type { Env } from "../env.ts";
import { examineMigrations, examineQueue, examineServer, unreached } from "./database.ts";
import { examineFiles } from "./files.ts";
import { type Finding, skipped } from "./finding.ts";
import { examineBoxes, examineMasterKey } from "./keys.ts";
import { examineDataFolder, examineDisk, examineNode } from "./machine.ts";
import { examineMessageCentre } from "./message-centre.ts";
import { examineNoContext, examineRole, examineTables, examineTriggers } from "./walls.ts";
import { examineWeb } from "./web.ts";
import { examineWorkers } from "./workers.ts";

/** This machine: its Node, the data folder, the files that hold secrets, the disk, the web. */
export async function examineMachine(env: Env): Promise<Finding[]> {
  const folder = await examineDataFolder(env.HOSTRUN_DATA_DIR);
  const inside =
    folder.state === "wrong" ? [] : [...(await examineFiles(env)), await examineDisk(env.HOSTRUN_DATA_DIR)];
  return [examineNode(), folder, ...inside, await examineWeb(env)];
}

/** The database and what must hold in it; changes nothing. */
export async function examineDatabase(url: string, env: Env): Promise<Finding[]> {
  let database: Database;
  try {
    database = openDatabase(await databaseSettings(url), { max: 2, name: "hostrun doctor" });
  } catch (error) {
    return [unreached(url, error)];
  }
  try {
    const migrations = await examineMigrations(database);
    const first = [await examineServer(database), await examineRole(database), migrations];
    if (migrations.state === "wrong") return [...first, skipped("the rest", "needs the migrations")];
    return [...first, ...(await examineTablesAndRows(database, env))];
  } finally {
    await database.close();
  }
}

async function examineTablesAndRows(database: Database, env: Env): Promise<Finding[]> {
  return [
    await examineQueue(database),
    await examineTables(database),
    await examineNoContext(database),
    await examineTriggers(database),
    await examineMasterKey(database, env),
    await examineBoxes(database),
    await examineWorkers(database),
    ...(await examineMessageCentre(database, env)),
  ];
}
