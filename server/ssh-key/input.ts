import { boolean, type infer as Infer, strictObject, string } from "zod";
import { idSchema } from "../domain/wire.ts";

export const currentKeyInput = strictObject({ tenantId: idSchema.optional() });

export const importKeyInput = strictObject({
  tenantId: idSchema.optional(),
  /** A file's whole text: OpenSSH's own form or PEM. */
  privateKey: string().min(1).max(16_384),
  passphrase: string().min(1).max(1_024).optional(),
  /** Hosts are logged in to with the key that goes: they are lost until the new one is put there. */
  replace: boolean().default(false),
});
export type ImportKeyInput = Infer<typeof importKeyInput>;
