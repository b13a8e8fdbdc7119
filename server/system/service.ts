import { requireScope, type ServiceContext } from "../access.ts";
import { env } from "../env.ts";
import { noticeReason } from "../messages.ts";
import { lookAtMessageCentre } from "../notice/centre-health.ts";
import { productVersion } from "../version.ts";
import type { SystemInfo } from "./output.ts";
import { lookAtWalls } from "./walls.ts";
import { livingWorkers } from "./workers.ts";

/** How the platform is: its version, who works, and whether the walls between tenants stand. */
export async function systemInfo(ctx: ServiceContext): Promise<SystemInfo> {
  requireScope(ctx, "read");
  const [workers, walls, messageCentre] = await Promise.all([
    livingWorkers(ctx.database),
    lookAtWalls(ctx.database),
    messageCentreHealth(ctx),
  ]);
  return { version: productVersion, workers, walls, messageCentre };
}

async function messageCentreHealth(ctx: ServiceContext): Promise<SystemInfo["messageCentre"]> {
  const isSetUp = env().MANAGER_URL !== undefined;
  const health = await lookAtMessageCentre(ctx, isSetUp);
  if (health?.last == null) return health && { ...health, last: null };
  const { last } = health;
  const message = last.reason && noticeReason(ctx.locale, last.reason);
  return { ...health, last: { ...last, message } };
}
