import { type infer as Infer, enum as oneOf, record, strictObject, string } from "zod";
import { connectionStatuses } from "../domain/connection-status.ts";
import { because, refuse } from "../domain/field-refusal.ts";
import { listInput } from "../domain/list.ts";
import { loginModes } from "../domain/login-mode.ts";
import { fingerprintSchema, sshHostShape } from "../domain/ssh-host.ts";
import { nameSchema, oneLine } from "../domain/text.ts";
import { idSchema } from "../domain/wire.ts";

const maximumLabels = 32;

/** What the customer calls the host; digits alone would be taken for our own ids. */
const hostId = oneLine(64)
  .min(1)
  .refine((id) => !/^\d+$/.test(id), because("HOST_ID_DIGITS"));

const place = oneLine(128).min(1);

export const labelsSchema = record(string(), oneLine(128)).superRefine((labels, ctx) => {
  const keys = Object.keys(labels);
  if (keys.length > maximumLabels) refuse(ctx, "TOO_MANY_LABELS", { maximum: maximumLabels });
  for (const key of keys) if (!/^[\p{L}\p{N}._/-]{1,63}$/u.test(key)) refuse(ctx, "LABEL_KEY", {}, [key]);
});

const fields = {
  name: nameSchema,
  ...sshHostShape,
  hostId: hostId.nullish(),
  cloudPool: place.nullish(),
  region: place.nullish(),
  proxyId: idSchema.nullish(),
  hostKeyFingerprint: fingerprintSchema.optional(),
};

export const targetCreateInput = strictObject({
  ...fields,
  tenantId: idSchema.optional(),
  port: sshHostShape.port.default(22),
  labels: labelsSchema.default({}),
  loginMode: oneOf(loginModes).default("platform_key"),
}).superRefine(refuseIdentityWithoutProxy);
export type TargetCreateInput = Infer<typeof targetCreateInput>;

/** What is left out stays as it is; null takes a value away. */
export const targetUpdateInput = strictObject({
  ...fields,
  id: idSchema,
  name: nameSchema.optional(),
  username: sshHostShape.username.optional(),
  address: sshHostShape.address.optional(),
  port: sshHostShape.port.optional(),
  labels: labelsSchema.optional(),
  loginMode: oneOf(loginModes).optional(),
});
export type TargetUpdateInput = Infer<typeof targetUpdateInput>;

type Way = { loginMode?: string; proxyId?: number | null };

/** The proxy can only log in with its own key where there is a proxy. */
function refuseIdentityWithoutProxy(way: Way, ctx: Parameters<typeof refuse>[0]): void {
  if (needsProxy(way)) refuse(ctx, "PROXY_IDENTITY_NEEDS_PROXY", {}, ["loginMode"]);
}

export function needsProxy({ loginMode, proxyId }: Way): boolean {
  return loginMode === "proxy_identity" && (proxyId === null || proxyId === undefined);
}

export const targetListInput = listInput.extend({
  proxyId: idSchema.optional(),
  cloudPool: place.optional(),
  region: place.optional(),
  /** `name` or `name=value`. */
  label: oneLine(200).optional(),
  status: oneOf(connectionStatuses).optional(),
  sort: oneOf(["name", "createdAt", "address", "lastCheckedAt"]).default("name"),
});
export type TargetListInput = Infer<typeof targetListInput>;

export const facetsInput = strictObject({ tenantId: idSchema.optional() });

export const trustHostKeyInput = strictObject({ id: idSchema, fingerprint: fingerprintSchema });
