import type { ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import type { HostKind } from "../domain/host-kind.ts";
import { ownProxy, type ProxyRow } from "../proxy/load.ts";
import { ownTarget, type TargetRow } from "./load.ts";

/** The living target or proxy, or NOT_FOUND for "absent" and "not yours" alike. */
export function ownHost(
  tx: Transaction,
  ctx: ServiceContext,
  kind: HostKind,
  id: number,
): Promise<TargetRow | ProxyRow> {
  return kind === "target" ? ownTarget(tx, ctx, id) : ownProxy(tx, ctx, id);
}
