import type { Database } from "../db/client.ts";
import { pendingMigrations } from "../db/pending.ts";
import { lookAtWalls } from "./walls.ts";
import { livingWorkers } from "./workers.ts";

/** What must hold for runs to be started and shown, each part by itself. */
export interface Readiness {
  /** The database answers. */
  database: boolean;
  /** No migration of this program is missing in it; a newer program may have added some. */
  migrations: boolean;
  /** Somebody takes runs: a living worker that is not about to end. */
  worker: boolean;
  /** The database itself holds tenants apart. */
  walls: boolean;
}

/** Looks at each part; one that can't be looked at does not hold. Never throws, and takes 3 s at most. */
export async function lookAtReadiness(database: Database): Promise<Readiness> {
  const [migrations, worker, walls] = await Promise.all([
    holds(pendingMigrations(database).then(({ names }) => names.length === 0)),
    holds(livingWorkers(database).then((workers) => workers.some(({ draining }) => !draining))),
    holds(lookAtWalls(database).then(({ up }) => up)),
  ]);
  const answered = [migrations, worker, walls].some((held) => held !== null);
  return {
    database: answered,
    migrations: migrations === true,
    worker: worker === true,
    walls: walls === true,
  };
}

/** Whoever asks whether we are ready does not wait long. */
const patienceMs = 3_000;

/** What was found, or null where nothing could be. */
async function holds(look: Promise<boolean>): Promise<boolean | null> {
  let timer: NodeJS.Timeout | undefined;
  const silent = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, patienceMs, null);
  });
  return Promise.race([look.catch(() => null), silent]).finally(() => clearTimeout(timer));
}
