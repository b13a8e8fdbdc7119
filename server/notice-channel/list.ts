import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import { forList, requireScope, type ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant, visible } from "../db/in-tenant.ts";
import { contains, orderBy, pageWindow, withTotal } from "../db/list.ts";
import { noticeChannel } from "../db/tables/notice.ts";
import type { ListPage } from "../domain/list.ts";
import { found } from "../errors.ts";
import type { NoticeChannelListInput } from "./input.ts";
import type { NoticeChannel } from "./output.ts";

/** A page of a tenant's own channels. */
export function listNoticeChannels(
  caller: ServiceContext,
  input: NoticeChannelListInput,
): Promise<ListPage<NoticeChannel>> {
  requireScope(caller, "read");
  const ctx = forList(caller, input.tenantId);
  return inTenant(ctx, async (tx) => {
    const matching = and(
      living(ctx),
      input.kind && eq(noticeChannel.kind, input.kind),
      input.search ? contains(noticeChannel.name, input.search) : undefined,
    );
    const { limit, offset } = pageWindow(input);
    const sorts = { name: noticeChannel.name, createdAt: noticeChannel.id };
    const rows = await selectChannels(tx, matching)
      .orderBy(...orderBy(sorts, input, noticeChannel.id))
      .limit(limit)
      .offset(offset);
    return withTotal(tx, rows.map(itemOf), noticeChannel, matching);
  });
}

/** A channel, without what opens its receivers. */
export function getNoticeChannel(ctx: ServiceContext, { id }: { id: number }): Promise<NoticeChannel> {
  requireScope(ctx, "read");
  return inTenant(ctx, async (tx) => {
    const rows = await selectChannels(tx, and(eq(noticeChannel.id, id), living(ctx)));
    return itemOf(found(rows[0]));
  });
}

const taskCount = sql<number>`(select count(*)::int from e_script_task t
  where t.tenant_id = notice_channel.tenant_id and t.deleted_at is null
    and t.notice_channel_ids @> to_jsonb(notice_channel.id))`;

const deliveryCount = sql<number>`(select count(*)::int from (select from notice_delivery d
  where d.tenant_id = notice_channel.tenant_id and d.channel_id = notice_channel.id
    and d.created_at > now() - interval '30 days' limit 1000) as counted)`;

const lastDelivery = sql<NoticeChannel["lastDelivery"]>`(
  select jsonb_build_object('noticeId', d.notice_id, 'state', d.state, 'attempts', d.attempts,
    'at', to_char(coalesce(d.ended_at, d.created_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
  from notice_delivery d where d.tenant_id = notice_channel.tenant_id and d.channel_id = notice_channel.id
  order by d.id desc limit 1)`;

function living(ctx: ServiceContext) {
  return and(visible(ctx, noticeChannel.tenantId), isNull(noticeChannel.deletedAt));
}

function selectChannels(tx: Transaction, matching: SQL | undefined) {
  return tx
    .select({ channel: noticeChannel, taskCount, deliveryCount, lastDelivery })
    .from(noticeChannel)
    .where(matching)
    .$dynamic();
}

function itemOf({
  channel: { settings, ...channel },
  ...counted
}: {
  channel: typeof noticeChannel.$inferSelect;
  taskCount: number;
  deliveryCount: number;
  lastDelivery: NoticeChannel["lastDelivery"];
}): NoticeChannel {
  const { host = null, receivers = null } = { host: undefined, receivers: undefined, ...settings };
  return { ...channel, host, receivers, ...counted };
}
