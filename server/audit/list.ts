import { and, eq, gte, lt, ne, or, type SQL, sql } from "drizzle-orm";
import { forList, knowsSystemAdmins, requireScope, type ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant, visible } from "../db/in-tenant.ts";
import { contains, orderBy, pageWindow, withTotal } from "../db/list.ts";
import { requireVisible } from "../db/own.ts";
import { auditLog } from "../db/tables/audit.ts";
import { userAccount } from "../db/tables/user.ts";
import type { ListPage } from "../domain/list.ts";
import type { AuditListInput } from "./input.ts";
import type { AuditItem } from "./output.ts";

/** A page of what was done, newest first; `search` looks in the names of who did it and of what it was done to. */
export function listAudit(caller: ServiceContext, input: AuditListInput): Promise<ListPage<AuditItem>> {
  requireScope(caller, "admin");
  const ctx = forList(caller, input.tenantId);
  return inTenant(ctx, async (tx) => {
    await requireKnownUser(tx, ctx, input.userId);
    const matching = and(visible(ctx, auditLog.tenantId), ...filters(input), withoutHiddenAccounts(ctx));
    const { limit, offset } = pageWindow(input);
    const items = await tx
      .select()
      .from(auditLog)
      .where(matching)
      .orderBy(...orderBy({ at: auditLog.id }, input, auditLog.id))
      .limit(limit)
      .offset(offset);
    return withTotal(tx, items as AuditItem[], auditLog, matching);
  });
}

function requireKnownUser(tx: Transaction, ctx: ServiceContext, id: number | undefined): Promise<void> {
  const known = knowsSystemAdmins(ctx) ? undefined : ne(userAccount.role, "system_admin");
  return requireVisible(tx, ctx, userAccount, id, known);
}

function filters(input: AuditListInput): (SQL | undefined)[] {
  const { action, objectType, objectId, userId, from, to, search } = input;
  return [
    action === undefined ? undefined : eq(auditLog.action, action),
    objectType === undefined ? undefined : eq(auditLog.objectType, objectType),
    objectId === undefined ? undefined : eq(auditLog.objectId, objectId),
    userId === undefined ? undefined : eq(auditLog.userId, userId),
    from === undefined ? undefined : gte(auditLog.at, from),
    to === undefined ? undefined : lt(auditLog.at, to),
    search ? or(contains(auditLog.userName, search), contains(auditLog.objectName, search)) : undefined,
  ];
}

/**
 * To a tenant admin there are no system admins: what was done to such an account, its sessions and its tokens is
 * not listed. What a system admin did to the tenant's own things is: everybody may know who changed them.
 */
function withoutHiddenAccounts(ctx: ServiceContext): SQL | undefined {
  if (knowsSystemAdmins(ctx)) return undefined;
  return sql`not exists (
    select from user_account u
    where u.tenant_id = ${auditLog.tenantId} and u.role = 'system_admin' and u.id = case ${auditLog.objectType}
      when 'user' then ${auditLog.objectId}
      when 'session' then (select s.user_id from user_session s where s.id = ${auditLog.objectId})
      when 'apiToken' then (select t.user_id from api_token t where t.id = ${auditLog.objectId})
    end)`;
}
