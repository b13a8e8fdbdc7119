import { string } from "zod";
import { because } from "./field-refusal.ts";

/** Tells how many bytes a text takes in UTF-8. */
export function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** A name as people read and type it: trimmed, on one line, without control characters. */
export const nameSchema = oneLine(128).min(1);

/** A text on one line, trimmed, of so many characters at most. */
export function oneLine(maximum: number) {
  return string()
    .trim()
    .max(maximum)
    .refine((text) => !/\p{Cc}/u.test(text), because("NO_CONTROL_CHARACTERS"))
    .refine((text) => text.isWellFormed(), because("NOT_UNICODE"));
}

/** A text that must come back as it was given: kept exactly, but NUL and halves of characters cannot be. */
export function exactText(maximumBytes: number, limit: string) {
  return string()
    .refine((text) => !text.includes("\0"), because("NO_NUL"))
    .refine((text) => text.isWellFormed(), because("NOT_UNICODE"))
    .refine((text) => utf8Bytes(text) <= maximumBytes, because("TOO_MANY_BYTES", { limit }));
}

/** Why somebody does something, in their own words. */
export const reasonSchema = exactText(2000, "2000 B");
