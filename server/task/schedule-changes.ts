import { isDeepStrictEqual } from "node:util";
import { and, desc, eq, gte, inArray, lt } from "drizzle-orm";
import type { Transaction } from "../db/client.ts";
import { auditLog } from "../db/tables/audit.ts";
import type { ScheduleChange } from "./output.ts";

/** So many are told of at most, the newest. */
const shown = 100;

const deeds = ["task.update", "task.start", "task.stop", "task.pause"];

/** What was done to a task's schedule in a span of time, newest first: it explains what came before and after it. */
export async function scheduleChanges(
  tx: Transaction,
  { tenantId, id }: { tenantId: number; id: number },
  { from, to }: { from: string | undefined; to: string | undefined },
): Promise<ScheduleChange[]> {
  const rows = await tx
    .select()
    .from(auditLog)
    .where(
      and(
        eq(auditLog.tenantId, tenantId),
        eq(auditLog.objectType, "task"),
        eq(auditLog.objectId, id),
        inArray(auditLog.action, deeds),
        from === undefined ? undefined : gte(auditLog.at, from),
        to === undefined ? undefined : lt(auditLog.at, to),
      ),
    )
    .orderBy(desc(auditLog.id))
    .limit(shown);
  return rows.flatMap(({ id: auditId, at, userName, via, action, before, after }) => {
    const deed = action.slice("task.".length) as ScheduleChange["deed"];
    const fields = deed === "update" ? differences(before, after) : [];
    const who = via === "system" ? null : userName;
    return deed === "update" && fields.length === 0 ? [] : [{ id: auditId, at, who, deed, fields }];
  });
}

/** The settings of a schedule that a change made different; none where it changed other things of the task. */
function differences(before: unknown, after: unknown): ScheduleChange["fields"] {
  const then = settingsOf(before);
  const now = settingsOf(after);
  return Object.keys(now).flatMap((name) =>
    isDeepStrictEqual(then[name], now[name])
      ? []
      : [{ name, from: then[name] ?? null, to: now[name] ?? null }],
  );
}

function settingsOf(values: unknown): Record<string, unknown> {
  const { cron, runAt, timeZone, schedule } = (values ?? {}) as Record<string, unknown>;
  return schedule === undefined ? {} : { cron, runAt, timeZone, ...(schedule as object) };
}
