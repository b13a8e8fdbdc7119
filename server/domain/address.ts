import { ipv4, ipv6, string } from "zod";
import { refuse } from "./field-refusal.ts";

const hostNamePart = /^(?!-)[A-Za-z0-9_-]{1,63}(?<!-)$/;

/** An IPv4 or IPv6 address, or a host name; nothing else, and above all no `user@host` and no `host:port`. */
export const addressSchema = string()
  .trim()
  .min(1)
  .max(253)
  .superRefine((address, ctx) => {
    if (isHostAddress(address)) return;
    if (address.includes("@")) refuse(ctx, "ADDRESS_WITH_USER");
    else if (/^\[?[^[\]\s]+\]?:\d+$/.test(address)) refuse(ctx, "ADDRESS_WITH_PORT");
    else refuse(ctx, "ADDRESS");
  });

/** Whether a text is an IP address or a host name. Digits alone at its end would be half an IPv4 address. */
export function isHostAddress(text: string): boolean {
  if (ipv4().safeParse(text).success || ipv6().safeParse(text).success) return true;
  const parts = text.replace(/\.$/, "").split(".");
  return parts.every((part) => hostNamePart.test(part)) && !/^\d+$/.test(parts.at(-1) ?? "");
}
