import { and, asc, eq, isNull, type SQL, sql } from "drizzle-orm";
import { actorName, forList, requireScope, type ServiceContext, tenantForCreate } from "../access.ts";
import { audit } from "../audit/record.ts";
import type { Transaction } from "../db/client.ts";
import { writing } from "../db/errors.ts";
import { inTenant, visible } from "../db/in-tenant.ts";
import { contains, orderBy, pageWindow, withTotal } from "../db/list.ts";
import { calendar } from "../db/tables/schedule.ts";
import { task } from "../db/tables/task.ts";
import { tenant } from "../db/tables/tenant.ts";
import { valuesAt } from "../domain/changes.ts";
import type { ListPage } from "../domain/list.ts";
import { isClosed } from "../domain/schedule/closed.ts";
import { done } from "../domain/wire.ts";
import { found, ServiceError } from "../errors.ts";
import { nameList } from "../name-list.ts";
import { databaseClock } from "../schedule/next-fire.ts";
import type { CalendarCreateInput, CalendarListInput, CalendarUpdateInput } from "./input.ts";
import type { Calendar } from "./output.ts";

/** A page of calendars. */
export function listCalendars(caller: ServiceContext, input: CalendarListInput): Promise<ListPage<Calendar>> {
  requireScope(caller, "read");
  const ctx = forList(caller, input.tenantId);
  return inTenant(ctx, async (tx) => {
    const named = input.search ? contains(calendar.name, input.search) : undefined;
    const matching = and(visible(ctx, calendar.tenantId), isNull(calendar.deletedAt), named);
    const { limit, offset } = pageWindow(input);
    const sorts = { name: calendar.name, createdAt: calendar.id };
    const rows = await selectCalendars(tx, matching)
      .orderBy(...orderBy(sorts, input, calendar.id))
      .limit(limit)
      .offset(offset);
    const now = await databaseClock(tx);
    const items = rows.map((row) => ({ ...row, closed: isClosed(row, now) }));
    return withTotal(tx, items, calendar, matching);
  });
}

/** A calendar with its closed periods. */
export function getCalendar(ctx: ServiceContext, { id }: { id: number }): Promise<Calendar> {
  requireScope(ctx, "read");
  return inTenant(ctx, async (tx) => {
    const row = found((await selectCalendars(tx, livingCalendar(ctx, id)))[0]);
    return { ...row, closed: isClosed(row, await databaseClock(tx)) };
  });
}

const taskCount = sql<number>`(select count(*)::int from e_script_task t
  where t.tenant_id = calendar.tenant_id and t.deleted_at is null
    and t.schedule->'calendarIds' @> to_jsonb(calendar.id))`;

function selectCalendars(tx: Transaction, matching: SQL | undefined) {
  const { id, tenantId, name, timeZone, weekly, dated, createdBy, createdAt, updatedAt } = calendar;
  const columns = { id, tenantId, name, timeZone, weekly, dated, createdBy, createdAt, updatedAt };
  return tx
    .select({ ...columns, taskCount })
    .from(calendar)
    .where(matching)
    .$dynamic();
}

function livingCalendar(ctx: ServiceContext, id: number) {
  return and(eq(calendar.id, id), visible(ctx, calendar.tenantId), isNull(calendar.deletedAt));
}

/** Makes a calendar; tasks keep to it once they name it. */
export function createCalendar(ctx: ServiceContext, input: CalendarCreateInput): Promise<{ id: number }> {
  requireScope(ctx, "write");
  const tenantId = tenantForCreate(ctx, input.tenantId);
  return inTenant(ctx, async (tx) => {
    const home = found((await tx.select().from(tenant).where(eq(tenant.id, tenantId)))[0]);
    const values = { ...input, timeZone: input.timeZone ?? home.timeZone };
    const author = { tenantId, createdBy: actorName(ctx.actor) };
    const rows = await writing(
      input,
      tx
        .insert(calendar)
        .values({ ...values, ...author })
        .returning({ id: calendar.id }),
    );
    const { id } = found(rows[0]);
    const object = { type: "calendar", id, name: input.name };
    await audit(tx, ctx, { tenantId, action: "calendar.create", object, after: values });
    return { id };
  });
}

/** Changes a calendar; planned fires follow it from their next moment on. */
export function updateCalendar(
  ctx: ServiceContext,
  { id, ...changes }: CalendarUpdateInput,
): Promise<typeof done> {
  requireScope(ctx, "write");
  return inTenant(ctx, async (tx) => {
    const rows = await tx.select().from(calendar).where(livingCalendar(ctx, id)).for("no key update");
    const before = found(rows[0]);
    await writing(
      changes,
      tx
        .update(calendar)
        .set({ ...changes, updatedAt: sql`now()` })
        .where(and(eq(calendar.tenantId, before.tenantId), eq(calendar.id, id))),
    );
    await audit(tx, ctx, {
      tenantId: before.tenantId,
      action: "calendar.update",
      object: { type: "calendar", id, name: changes.name ?? before.name },
      before: valuesAt(before, changes),
      after: changes,
    });
    return done;
  });
}

/** Hides a calendar. It hides first and looks then who keeps to it: a task that names one reads it `FOR SHARE`. */
export function deleteCalendar(ctx: ServiceContext, { id }: { id: number }): Promise<typeof done> {
  requireScope(ctx, "write");
  return inTenant(ctx, async (tx) => {
    const hidden = await tx
      .update(calendar)
      .set({ deletedAt: sql`now()` })
      .where(livingCalendar(ctx, id))
      .returning();
    const { tenantId, name } = found(hidden[0]);
    const users = await tx
      .select({ name: task.name })
      .from(task)
      .where(
        and(
          eq(task.tenantId, tenantId),
          isNull(task.deletedAt),
          sql`${task.schedule}->'calendarIds' @> to_jsonb(${id}::int8)`,
        ),
      )
      .orderBy(asc(task.name));
    if (users.length > 0) {
      const names = nameList(
        ctx.locale,
        users.map((user) => user.name),
      );
      throw new ServiceError("CONFLICT", "CALENDAR_IN_USE", { names });
    }
    await audit(tx, ctx, { tenantId, action: "calendar.delete", object: { type: "calendar", id, name } });
    return done;
  });
}
