import { type infer as Infer, object, string } from "zod";
import { momentSchema } from "../domain/wire.ts";

export const currentKeyOutput = object({
  /** One line for `authorized_keys`. */
  publicKey: string(),
  /** `SHA256:…`, as `ssh-keygen -l` prints it. */
  fingerprint: string(),
  /** To be run on a host, as the user that is logged in as. */
  installCommand: string(),
  createdAt: momentSchema,
});
export const importedKeyOutput = object({ publicKey: string(), fingerprint: string() });
export type ImportedKey = Infer<typeof importedKeyOutput>;

export type CurrentKey = Infer<typeof currentKeyOutput>;
