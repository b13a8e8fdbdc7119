import { array, boolean, type infer as Infer, int, object, enum as oneOf, record, string } from "zod";
import { connectionStatuses } from "../domain/connection-status.ts";
import { loginModes } from "../domain/login-mode.ts";
import { idSchema, momentSchema, pageOf } from "../domain/wire.ts";
import { csvFields } from "./input.ts";

export const targetItem = object({
  id: idSchema,
  tenantId: idSchema,
  /** As given, else the id in its place. */
  hostId: string(),
  name: string(),
  status: oneOf(connectionStatuses),
  ssh: object({
    username: string(),
    address: string(),
    port: int(),
    proxyId: idSchema.nullable(),
    proxyName: string().nullable(),
    loginMode: oneOf(loginModes),
  }),
  cloudPool: string().nullable(),
  region: string().nullable(),
  labels: record(string(), string()),
  sandbox: boolean(),
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
export type TargetItem = Infer<typeof targetItem>;

export const targetListOutput = pageOf(targetItem);

export const targetIdsOutput = object({
  ids: array(idSchema),
  /** Whether more match than one run may have. */
  more: boolean(),
});
export type TargetIds = Infer<typeof targetIdsOutput>;

export const targetOutput = targetItem.extend({
  /** Pinned, or given before first contact. */
  hostKeyFingerprint: string().nullable(),
  /** Whether the host has shown that key. */
  hostKeyPinned: boolean(),
  /** Seen instead of the pinned one, and not trusted. */
  offeredHostKeyFingerprint: string().nullable(),
  /** A sandbox without a user of its own: its scripts may do what the console may, and system admins alone run there. */
  sandboxRunsAsConsole: boolean(),
});
export type Target = Infer<typeof targetOutput>;

const counted = array(object({ value: string(), count: int() }));
export const facetsOutput = object({
  labels: array(object({ name: string(), value: string(), count: int() })),
  cloudPools: counted,
  regions: counted,
  proxies: array(object({ id: idSchema, name: string(), count: int() })),
  /** Of those that no proxy stands in front of. */
  direct: int(),
  statuses: array(object({ value: oneOf(connectionStatuses), count: int() })),
});
export type Facets = Infer<typeof facetsOutput>;

export const installCommandOutput = object({
  /** To be run on the host, as this user. */
  command: string(),
  username: string(),
  publicKey: string(),
});

const importedLine = object({
  /** Where it stands in the file, from 1. */
  line: int(),
  kind: oneOf(["target", "proxy"]),
  outcome: oneOf(["made", "changed", "same", "refused"]),
  name: string(),
  /** The line as it stands in the file, its beginning. */
  source: string(),
  /** Of what was made or changed; absent where nothing is written. */
  id: idSchema.optional(),
  changes: array(object({ field: string(), from: string().nullable(), to: string().nullable() })).optional(),
  /** Why it is refused, in the caller's language. */
  reason: string().optional(),
  /** The field that is wrong, and the part of the source that is. */
  field: string().optional(),
  part: string().optional(),
  /** The proxy that it names and that is not there: with it, the line would do. */
  missingProxy: string().optional(),
});
export type ImportedLine = Infer<typeof importedLine>;

export const targetImportOutput = object({
  lines: array(importedLine),
  counts: object({ made: int(), changed: int(), same: int(), refused: int() }),
  /** What the file says besides, which has no meaning here; line 0 where it belongs to none. */
  notRead: array(object({ line: int(), text: string() })),
  /** Of a CSV: its columns in their order, and what each is taken for; null: for nothing. */
  columns: array(object({ heading: string(), field: oneOf(csvFields).nullable() })),
});
export type TargetImport = Infer<typeof targetImportOutput>;
