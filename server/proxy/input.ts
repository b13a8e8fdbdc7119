import { type infer as Infer, enum as oneOf, strictObject } from "zod";
import { connectionStatuses } from "../domain/connection-status.ts";
import { listInput } from "../domain/list.ts";
import { fingerprintSchema, sshHostShape } from "../domain/ssh-host.ts";
import { nameSchema } from "../domain/text.ts";
import { idSchema } from "../domain/wire.ts";
import { firstTargetInput, testedHosts } from "../target/input.ts";

export const proxyCreateInput = strictObject({
  tenantId: idSchema.optional(),
  name: nameSchema,
  ...sshHostShape,
  port: sshHostShape.port.default(22),
  oldAlgorithms: sshHostShape.oldAlgorithms.default(false),
  hostKeyFingerprint: fingerprintSchema.optional(),
  /** The first target that is reached through it, made together with it or not at all. */
  target: firstTargetInput.optional(),
});
export type ProxyCreateInput = Infer<typeof proxyCreateInput>;

/** What is left out stays as it is. */
export const proxyUpdateInput = strictObject({
  id: idSchema,
  name: nameSchema.optional(),
  username: sshHostShape.username.optional(),
  address: sshHostShape.address.optional(),
  port: sshHostShape.port.optional(),
  oldAlgorithms: sshHostShape.oldAlgorithms.optional(),
  hostKeyFingerprint: fingerprintSchema.optional(),
});
export type ProxyUpdateInput = Infer<typeof proxyUpdateInput>;

/** What a list of proxies can be sorted by. */
export const proxySorts = ["name", "createdAt", "address", "lastCheckedAt", "status", "targetCount"] as const;

export const proxyListInput = listInput.extend({
  status: oneOf(connectionStatuses).optional(),
  sort: oneOf(proxySorts).default("name"),
});
export type ProxyListInput = Infer<typeof proxyListInput>;

/** Those that are named, or all that a filter finds. */
export const testProxiesInput = proxyListInput
  .pick({ search: true, tenantId: true, status: true })
  .extend(testedHosts)
  .strict();
export type TestProxiesInput = Infer<typeof testProxiesInput>;
