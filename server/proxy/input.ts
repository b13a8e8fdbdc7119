import { type infer as Infer, enum as oneOf, strictObject } from "zod";
import { connectionStatuses } from "../domain/connection-status.ts";
import { listInput } from "../domain/list.ts";
import { fingerprintSchema, sshHostShape } from "../domain/ssh-host.ts";
import { nameSchema } from "../domain/text.ts";
import { idSchema } from "../domain/wire.ts";

export const proxyCreateInput = strictObject({
  tenantId: idSchema.optional(),
  name: nameSchema,
  ...sshHostShape,
  port: sshHostShape.port.default(22),
  oldAlgorithms: sshHostShape.oldAlgorithms.default(false),
  hostKeyFingerprint: fingerprintSchema.optional(),
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
