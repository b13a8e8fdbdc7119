import { and, eq } from "drizzle-orm";
import { requireScope, type ServiceContext, tenantForCreate } from "../access.ts";
import { audit } from "../audit/record.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant, visible } from "../db/in-tenant.ts";
import { tenant } from "../db/tables/tenant.ts";
import { done, type TenantInput } from "../domain/wire.ts";
import { env } from "../env.ts";
import { found } from "../errors.ts";
import { messageCentreOf } from "../notice/channel/centre-settings.ts";
import { centreDelivery } from "../notice/insert-deliveries.ts";
import type { SetReceiversInput } from "./input.ts";
import type { MessageCentreState } from "./output.ts";
import { sendTest } from "./send-test.ts";

/** Whether there is a message centre, and whom it tells of a tenant's tasks that name nobody. */
export function readMessageCentre(ctx: ServiceContext, input: TenantInput): Promise<MessageCentreState> {
  requireScope(ctx, "read");
  const tenantId = tenantForCreate(ctx, input.tenantId);
  return inTenant(ctx, async (tx) => {
    const { noticeReceivers } = await visibleTenant(tx, ctx, tenantId);
    const centre = messageCentreOf(env());
    return {
      available: centre !== null,
      locale: centre?.mapping.locale ?? null,
      receivers: noticeReceivers,
      operatorReceivers: centre?.receivers ?? [],
    };
  });
}

/** Says whom the message centre tells of a tenant's tasks that name nobody. */
export function setReceivers(ctx: ServiceContext, input: SetReceiversInput): Promise<typeof done> {
  requireScope(ctx, "admin");
  const tenantId = tenantForCreate(ctx, input.tenantId);
  return inTenant(ctx, async (tx) => {
    const { name, noticeReceivers } = await visibleTenant(tx, ctx, tenantId);
    await tx.update(tenant).set({ noticeReceivers: input.receivers }).where(eq(tenant.id, tenantId));
    await audit(tx, ctx, {
      tenantId,
      action: "noticeChannel.setReceivers",
      object: { type: "tenant", id: tenantId, name },
      before: { receivers: noticeReceivers },
      after: { receivers: input.receivers },
    });
    return done;
  });
}

/** Sends a test by the message centre, to whom it would tell of the tenant's tasks; where there is none, the attempt says so. */
export function testMessageCentre(ctx: ServiceContext, input: TenantInput): Promise<{ noticeId: number }> {
  requireScope(ctx, "write");
  const tenantId = tenantForCreate(ctx, input.tenantId);
  return inTenant(ctx, async (tx) => {
    const { noticeReceivers } = await visibleTenant(tx, ctx, tenantId);
    return sendTest(tx, ctx, tenantId, centreDelivery(noticeReceivers));
  });
}

async function visibleTenant(tx: Transaction, ctx: ServiceContext, id: number) {
  const mine = and(eq(tenant.id, id), visible(ctx, tenant.id));
  return found((await tx.select().from(tenant).where(mine))[0]);
}
