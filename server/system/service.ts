import { requireScope, type ServiceContext } from "../access.ts";
import { productVersion } from "../version.ts";
import type { SystemInfo } from "./output.ts";
import { lookAtWalls } from "./walls.ts";
import { livingWorkers } from "./workers.ts";

/** How the platform is: its version, who works, and whether the walls between tenants stand. */
export async function systemInfo(ctx: ServiceContext): Promise<SystemInfo> {
  requireScope(ctx, "read");
  const [workers, walls] = await Promise.all([livingWorkers(ctx.database), lookAtWalls(ctx.database)]);
  return { version: productVersion, workers, walls };
}
