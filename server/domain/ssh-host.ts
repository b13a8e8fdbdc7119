import { boolean, int, string } from "zod";
import { addressSchema } from "./address.ts";
import { because } from "./field-refusal.ts";

/** What a target and a proxy have in common: how an SSH server is reached. */
export const sshHostShape = {
  username: string()
    .trim()
    .min(1)
    .max(64)
    .refine((name) => !name.startsWith("-") && !/[\s\p{Cc}:]/u.test(name), because("USERNAME")),
  address: addressSchema,
  port: int().min(1).max(65_535),
  /** Offers this host algorithms of before about 2014 (SHA-1, CBC), which are offered to no other. */
  oldAlgorithms: boolean(),
};

/** `SHA256:…`, as `ssh-keygen -l` prints it. */
export const fingerprintSchema = string()
  .trim()
  .refine((text) => /^SHA256:[A-Za-z0-9+/]{43}$/.test(text), because("FINGERPRINT"));
