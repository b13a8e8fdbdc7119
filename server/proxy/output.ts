import { array, boolean, type infer as Infer, int, object, enum as oneOf, string } from "zod";
import { connectionStatuses } from "../domain/connection-status.ts";
import { createdOutput, idSchema, momentSchema, pageOf } from "../domain/wire.ts";

const proxyItem = object({
  id: idSchema,
  tenantId: idSchema,
  name: string(),
  status: oneOf(connectionStatuses),
  ssh: object({ username: string(), address: string(), port: int() }),
  /** Targets that are reached through it. */
  targetCount: int(),
  /** Targets in hand through it now, over all runs and workers. */
  activeCount: int(),
  /** Whether this host is offered algorithms that no other is. */
  oldAlgorithms: boolean(),
  lastCheckedAt: momentSchema.nullable(),
  /** Since when the status is what it is. */
  statusSince: momentSchema.nullable(),
  lastError: string().nullable(),
  createdBy: string(),
  createdAt: momentSchema,
  updatedAt: momentSchema,
});
export type ProxyItem = Infer<typeof proxyItem>;

export const proxyListOutput = pageOf(proxyItem);

export const proxyFacetsOutput = object({
  statuses: array(object({ value: oneOf(connectionStatuses), count: int() })),
});
export type ProxyFacets = Infer<typeof proxyFacetsOutput>;

export const proxyOutput = proxyItem.extend({
  /** Pinned, or given before first contact. */
  hostKeyFingerprint: string().nullable(),
  hostKeyPinned: boolean(),
  /** Seen instead of the pinned one, and not trusted. */
  offeredHostKeyFingerprint: string().nullable(),
});
export type ProxyDetail = Infer<typeof proxyOutput>;

export const proxyCreatedOutput = createdOutput.extend({
  /** Of the first target, where one was made together with it. */
  targetId: idSchema.optional(),
});
