import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { actorName, requireScope, type ServiceContext, tenantForCreate } from "../access.ts";
import { audit } from "../audit/record.ts";
import { seal } from "../crypto/seal.ts";
import type { Transaction } from "../db/client.ts";
import { writing } from "../db/errors.ts";
import { inTenant, visible } from "../db/in-tenant.ts";
import { noticeChannel } from "../db/tables/notice.ts";
import { sealingKey } from "../db/tables/ssh-key.ts";
import { task } from "../db/tables/task.ts";
import { valuesAt } from "../domain/changes.ts";
import { done } from "../domain/wire.ts";
import { found, ServiceError } from "../errors.ts";
import { nameList } from "../name-list.ts";
import type { ChannelSettings, ShownSettings } from "../notice/channel/input.ts";
import { partSettings } from "../notice/channel/parts.ts";
import { channelPlace } from "./box-place.ts";
import type { NoticeChannelCreateInput, NoticeChannelUpdateInput } from "./input.ts";
import { sendTest } from "./send-test.ts";

/** Makes a channel. What opens its receivers is sealed: only workers read it again. */
export function createNoticeChannel(
  ctx: ServiceContext,
  { settings, ...input }: NoticeChannelCreateInput,
): Promise<{ id: number }> {
  requireScope(ctx, "admin");
  const tenantId = tenantForCreate(ctx, input.tenantId);
  return inTenant(ctx, async (tx) => {
    const { kind } = settings;
    const { shown } = partSettings(settings);
    const values = { ...input, tenantId, kind, settings: shown, createdBy: actorName(ctx.actor) };
    const rows = await writing(
      input,
      tx.insert(noticeChannel).values(values).returning({ id: noticeChannel.id }),
    );
    const { id } = found(rows[0]);
    await storeSettings(tx, { tenantId, id }, settings);
    await audit(tx, ctx, {
      tenantId,
      action: "noticeChannel.create",
      object: { type: "noticeChannel", id, name: input.name },
      after: { ...input, ...toldOf(shown) },
    });
    return { id };
  });
}

/** Changes a channel; what is on its way by it goes by the new settings from its next attempt on. */
export function updateNoticeChannel(
  ctx: ServiceContext,
  { id, settings, ...changes }: NoticeChannelUpdateInput,
): Promise<typeof done> {
  requireScope(ctx, "admin");
  return inTenant(ctx, async (tx) => {
    const before = await lockChannel(tx, ctx, id);
    const { tenantId, kind } = before;
    if (settings !== undefined && settings.kind !== kind)
      throw new ServiceError("BAD_REQUEST", "CHANNEL_KIND", {}, ["settings", "kind"]);
    await writing(
      changes,
      tx
        .update(noticeChannel)
        .set({ ...changes, updatedAt: sql`now()` })
        .where(and(eq(noticeChannel.tenantId, tenantId), eq(noticeChannel.id, id))),
    );
    if (settings !== undefined) await storeSettings(tx, before, settings);
    const shown = settings === undefined ? {} : toldOf(partSettings(settings).shown);
    await audit(tx, ctx, {
      tenantId,
      action: "noticeChannel.update",
      object: { type: "noticeChannel", id, name: changes.name ?? before.name },
      before: { ...valuesAt(before, changes), ...(settings === undefined ? {} : toldOf(before.settings)) },
      after: { ...changes, ...shown },
    });
    return done;
  });
}

/**
 * Hides a channel and forgets what opens its receivers. It hides first and looks then who is told by it: a task that
 * names one reads it `FOR SHARE`.
 */
export function deleteNoticeChannel(ctx: ServiceContext, { id }: { id: number }): Promise<typeof done> {
  requireScope(ctx, "admin");
  return inTenant(ctx, async (tx) => {
    const { tenantId, name } = await lockChannel(tx, ctx, id);
    await tx
      .update(noticeChannel)
      .set({ deletedAt: sql`now()`, sealedSecret: null })
      .where(and(eq(noticeChannel.tenantId, tenantId), eq(noticeChannel.id, id)));
    await refuseUsed(tx, ctx, { tenantId, id });
    const object = { type: "noticeChannel", id, name } as const;
    await audit(tx, ctx, { tenantId, action: "noticeChannel.delete", object });
    return done;
  });
}

/** Sends a notice that says it is a test, by this channel alone; a worker does so, and the notice tells how it went. */
export function testNoticeChannel(
  ctx: ServiceContext,
  { id }: { id: number },
): Promise<{ noticeId: number }> {
  requireScope(ctx, "write");
  return inTenant(ctx, async (tx) => {
    const { tenantId, name, kind } = await lockChannel(tx, ctx, id);
    const delivery = { channelId: id, channelKind: kind, channelName: name, receivers: null };
    return sendTest(tx, ctx, tenantId, delivery);
  });
}

async function lockChannel(tx: Transaction, ctx: ServiceContext, id: number) {
  const rows = await tx
    .select()
    .from(noticeChannel)
    .where(
      and(eq(noticeChannel.id, id), visible(ctx, noticeChannel.tenantId), isNull(noticeChannel.deletedAt)),
    )
    .for("no key update");
  return found(rows[0]);
}

/** Stores both parts; the secret one is bound to its row, so the row is there before. */
async function storeSettings(
  tx: Transaction,
  { tenantId, id }: { tenantId: number; id: number },
  settings: ChannelSettings,
): Promise<void> {
  const { shown, secret } = partSettings(settings);
  const sealedSecret =
    secret === null
      ? null
      : await seal(await masterOf(tx), Buffer.from(secret), channelPlace({ tenantId, id }));
  await tx
    .update(noticeChannel)
    .set({ settings: shown, sealedSecret })
    .where(and(eq(noticeChannel.tenantId, tenantId), eq(noticeChannel.id, id)));
}

/** The public half of the master key, made by the first worker at its first start. */
async function masterOf(tx: Transaction) {
  const [master] = await tx.select().from(sealingKey).limit(1);
  if (master === undefined) throw new ServiceError("SERVICE_UNAVAILABLE", "KEY_NOT_READY");
  return master;
}

async function refuseUsed(
  tx: Transaction,
  ctx: ServiceContext,
  { tenantId, id }: { tenantId: number; id: number },
): Promise<void> {
  const users = await tx
    .select({ name: task.name })
    .from(task)
    .where(
      and(
        eq(task.tenantId, tenantId),
        isNull(task.deletedAt),
        sql`${task.noticeChannelIds} @> to_jsonb(${id}::int8)`,
      ),
    )
    .orderBy(asc(task.name));
  if (users.length === 0) return;
  const names = nameList(
    ctx.locale,
    users.map((user) => user.name),
  );
  throw new ServiceError("CONFLICT", "CHANNEL_IN_USE", { names });
}

/** What the audit tells of settings; that a secret is among them, and never which. */
function toldOf(shown: ShownSettings): object {
  return shown.kind === "email" ? { receivers: shown.receivers } : { host: shown.host, secret: "changed" };
}
