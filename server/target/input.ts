import { array, boolean, type infer as Infer, enum as oneOf, record, strictObject, string } from "zod";
import { connectionStatuses } from "../domain/connection-status.ts";
import { because, refuse } from "../domain/field-refusal.ts";
import { listCap, listInput } from "../domain/list.ts";
import { loginModes } from "../domain/login-mode.ts";
import { fingerprintSchema, sshHostShape } from "../domain/ssh-host.ts";
import { exactText, nameSchema, oneLine } from "../domain/text.ts";
import { idSchema } from "../domain/wire.ts";
import { manyIds } from "../domain/wire-many.ts";

/** The most labels of one target. */
export const maximumLabels = 32;

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

const newTarget = {
  ...fields,
  port: sshHostShape.port.default(22),
  oldAlgorithms: sshHostShape.oldAlgorithms.default(false),
  labels: labelsSchema.default({}),
  loginMode: oneOf(loginModes).default("platform_key"),
};

/** A target that is made together with the proxy in front of it. */
export const firstTargetInput = strictObject(newTarget).omit({ proxyId: true });

export const targetCreateInput = strictObject({
  ...newTarget,
  tenantId: idSchema.optional(),
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
  oldAlgorithms: sshHostShape.oldAlgorithms.optional(),
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

/** `name` or `name=value`. */
const label = oneLine(200);
const maximumValues = 32;

/** What narrows targets down; of the kinds that take several values any one of a kind will do. */
const targetFilters = {
  proxyId: idSchema.optional(),
  /** Those that no proxy stands in front of. */
  direct: boolean().optional(),
  cloudPool: place.optional(),
  region: place.optional(),
  label: label.optional(),
  status: oneOf(connectionStatuses).optional(),
  proxyIds: array(idSchema).max(maximumValues).optional(),
  cloudPools: array(place).max(maximumValues).optional(),
  regions: array(place).max(maximumValues).optional(),
  /** Any value of each name, and all of the names. */
  labels: array(label).max(maximumValues).optional(),
  statuses: array(oneOf(connectionStatuses)).max(maximumValues).optional(),
  /** Of these alone. */
  ids: array(idSchema).max(100).optional(),
};

/** What a list of targets can be sorted by. */
export const targetSorts = [
  "name",
  "createdAt",
  "address",
  "lastCheckedAt",
  "status",
  "cloudPool",
  "proxy",
] as const;

export const targetListInput = listInput.extend({
  ...targetFilters,
  sort: oneOf(targetSorts).default("name"),
});
export type TargetListInput = Infer<typeof targetListInput>;

/** The same filters, for all that match instead of a page of them. */
export const targetIdsInput = listInput.pick({ search: true, tenantId: true }).extend(targetFilters);
export type TargetIdsInput = Infer<typeof targetIdsInput>;

/** How many targets one call tests at most. */
export const maximumTested = listCap;

/** Which hosts of a kind are tested: beside a filter, those that are named, or those that failed in earlier tests. */
export const testedHosts = {
  ids: array(idSchema).min(1).max(maximumTested).optional(),
  /** The batch of tests in which they failed. */
  failedOf: idSchema.optional(),
};

/** Those that are named, or all that a filter finds. */
export const testManyInput = targetIdsInput.extend(testedHosts).strict();
export type TestManyInput = Infer<typeof testManyInput>;

/** How many targets one call changes at most. */
export const maximumSet = listCap;

/** Those that are named, or all that a filter finds; what is left out stays as it is. */
export const setManyInput = targetIdsInput
  .extend({
    ids: manyIds.optional(),
    /** Names with their values; one that is there already gets the new value. */
    addLabels: labelsSchema.optional(),
    /** Names; a target without one stays as it is. */
    removeLabels: array(oneLine(63)).max(maximumLabels).optional(),
    /** Null: reached directly. */
    setProxyId: idSchema.nullish(),
  })
  .strict();
export type SetManyInput = Infer<typeof setManyInput>;

export const testBatchInput = strictObject({ batchId: idSchema });

/** What a column of a CSV can hold, in an import and in an export. */
export const csvFields = [
  "name",
  "hostId",
  "address",
  "port",
  "username",
  "proxy",
  "cloudPool",
  "region",
  "labels",
  "loginMode",
  "oldAlgorithms",
] as const;
export type CsvField = (typeof csvFields)[number];

/** The most of one file, in bytes. */
export const maximumImportBytes = 5_242_880;

export const targetImportInput = strictObject({
  tenantId: idSchema.optional(),
  format: oneOf(["csv", "ssh_config", "ansible"]),
  text: exactText(maximumImportBytes, "5 MiB").min(1),
  /** What the columns of a CSV hold, by their headings, where these do not say it; null: not imported. */
  columns: record(string(), oneOf(csvFields).nullable()).optional(),
  /** True says what would be done, and does nothing. */
  dryRun: boolean(),
  /** What becomes of hosts that exist already. */
  existing: oneOf(["change", "keep"]).default("change"),
  /** Used where the file names no user. */
  username: sshHostShape.username.optional(),
});
export type TargetImportInput = Infer<typeof targetImportInput>;

const secretText = string().min(1).max(1_024);

/** A password or a private key, to be used once. */
export const installKeyInput = strictObject({
  id: idSchema,
  password: secretText.optional(),
  privateKey: string().min(1).max(16_384).optional(),
  passphrase: secretText.optional(),
  /** The one that was compared; needed where none is pinned yet. */
  hostKeyFingerprint: fingerprintSchema.optional(),
}).superRefine((input, ctx) => {
  const given = [input.password, input.privateKey].filter((secret) => secret !== undefined).length;
  if (given !== 1) refuse(ctx, "ONE_SECRET", {}, [given === 0 ? "password" : "privateKey"]);
});
export type InstallKeyInput = Infer<typeof installKeyInput>;

export const watchInstallInput = strictObject({ id: idSchema, hostCheckId: idSchema });

export const trustHostKeyInput = strictObject({ id: idSchema, fingerprint: fingerprintSchema });
