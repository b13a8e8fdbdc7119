import type { Database } from "../db/client.ts";
import { asSystem } from "../db/in-tenant.ts";
import type { Env } from "../env.ts";
import { noticeReason } from "../messages.ts";
import { type CentreHealth, lookAtMessageCentre } from "../notice/centre-health.ts";
import { type Finding, fine, skipped, wrong } from "./finding.ts";

const part = "message centre";

/** Whether the message centre takes what it is given, as workers have recorded it; nothing where there is none. */
export async function examineMessageCentre(
  database: Database,
  { MANAGER_URL }: Pick<Env, "MANAGER_URL">,
): Promise<Finding[]> {
  const isSetUp = MANAGER_URL !== undefined;
  const health = await lookAtMessageCentre(asSystem(database), isSetUp);
  return health === null ? [] : [findingOf(health)];
}

function findingOf({ last, waiting, dead }: CentreHealth): Finding {
  if (last === null) return skipped(part, "nothing was sent to it yet");
  const rest = `${waiting} waiting, ${dead} not delivered`;
  if (last.outcome === "delivered") return fine(part, `took the last notice at ${last.at}; ${rest}`);
  const why = last.reason === null ? "it did not take the last notice" : noticeReason("en", last.reason);
  return wrong(
    part,
    `${why} (last attempt at ${last.at}; ${rest})`,
    "Check MANAGER_URL, MANAGER_TOKEN and MANAGER_MAPPING; its answers stand under Settings, Notices.",
  );
}
