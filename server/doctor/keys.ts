import { sql } from "drizzle-orm";
import { boxMark } from "../crypto/suite.ts";
import type { Database } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import type { Env } from "../env.ts";
import { checkKnownBox, hasSealingKey, MasterKeyError, readMasterKey } from "../ssh-key/master-key.ts";
import { examineMasterKeyFile, masterKeyFile } from "./files.ts";
import { type Finding, fine, skipped, wrong } from "./finding.ts";

type Places = Pick<Env, "HOSTRUN_DATA_DIR" | "HOSTRUN_MASTER_KEY_FILE" | "DATABASE_URL" | "NEXTAUTH_SECRET">;

const part = "master key";
const restore = "Put the right one back, or set HOSTRUN_MASTER_KEY_FILE to where it is.";

/** Whether the master key opens what was sealed to it; only where this user can read its file. */
export async function examineMasterKey(database: Database, env: Places): Promise<Finding> {
  const file = masterKeyFile(env);
  if ((await examineMasterKeyFile(env)).state === "wrong") {
    return skipped(part, "not opened while others may read it");
  }
  try {
    const master = await readMasterKey(file);
    if (master === null) return await absent(database, env);
    if (!(await hasSealingKey(database))) return skipped(part, "nothing is sealed to it yet");
    await checkKnownBox(database, master);
    return fine(part, "it opens what was sealed to it");
  } catch (error) {
    if (error instanceof MasterKeyError) return wrong(part, error.message, restore);
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EACCES" || code === "EPERM") return skipped(part, `this user can't read ${file}`);
    throw error;
  }
}

/** On a machine of web processes alone it is rightly absent. */
async function absent(database: Database, env: Places): Promise<Finding> {
  const file = masterKeyFile(env);
  if (!(await hasSealingKey(database))) return skipped(part, "made at the first start of a worker");
  const here = env.DATABASE_URL === undefined || env.HOSTRUN_MASTER_KEY_FILE !== undefined;
  if (here) return wrong(part, `${file} is missing, and secrets are sealed to it`, restore);
  return skipped(part, "not on this machine; workers alone need it");
}

/** Whether every column that is to hold boxes holds nothing else, whatever table it stands in. */
export async function examineBoxes(database: Database): Promise<Finding> {
  const bare = await inTenant(asSystem(database), async (tx) => {
    const columns = await tx.execute<{ table: string; column: string }>(sql`
      select table_name as table, column_name as column from information_schema.columns
      where table_schema = 'public' and data_type = 'bytea' and column_name like 'sealed\\_%'
      order by 1, 2`);
    const found: string[] = [];
    for (const { table, column } of columns.rows) {
      const value = sql.identifier(column);
      const rows = await tx.execute<{ id: number }>(sql`
        select id from ${sql.identifier(table)}
        where not starts_with(encode(substring(${value} from 1 for ${boxMark.length + 1}), 'escape'), ${`${boxMark}:`})
        order by id limit 10`);
      found.push(...rows.rows.map((row) => `${table}.${column} of ${row.id}`));
    }
    return found;
  });
  if (bare.length === 0) return fine("sealed secrets", "every stored secret is sealed");
  return wrong(
    "sealed secrets",
    `not sealed: ${bare.join(", ")}`,
    "Take these for known to others: delete them, and make new keys.",
  );
}
