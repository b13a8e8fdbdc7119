import { array, boolean, type infer as Infer, int, strictObject, string } from "zod";
import { idSchema } from "../domain/wire.ts";

export const currentKeyInput = strictObject({ tenantId: idSchema.optional() });
export type OfTenant = Infer<typeof currentKeyInput>;

export const importKeyInput = strictObject({
  tenantId: idSchema.optional(),
  /** A file's whole text: OpenSSH's own form or PEM. */
  privateKey: string().min(1).max(16_384),
  passphrase: string().min(1).max(1_024).optional(),
  /** Hosts are logged in to with the key that goes: they are lost until the new one is put there. */
  replace: boolean().default(false),
  /** The present key stays beside it, and hosts are moved from that to this one: nothing is lost, nor replaced. */
  beside: boolean().optional(),
});
export type ImportKeyInput = Infer<typeof importKeyInput>;

const hostIds = array(idSchema).max(1_000).optional();

/** Absent: all that were left. */
export const moveHostsInput = strictObject({
  tenantId: idSchema.optional(),
  targetIds: hostIds,
  proxyIds: hostIds,
});
export type MoveHostsInput = Infer<typeof moveHostsInput>;

export const retireKeyInput = strictObject({
  tenantId: idSchema.optional(),
  /** How many hosts are lost by it; needed where there are any. */
  expectedHosts: int().min(0).optional(),
});
export type RetireKeyInput = Infer<typeof retireKeyInput>;
