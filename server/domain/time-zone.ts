import { string } from "zod";
import { because } from "./field-refusal.ts";

/** An IANA name. Abbreviations mean several zones (`CST`), and offsets know no summer time: both are refused. */
export const timeZoneSchema = string().trim().max(64).refine(isTimeZone, because("TIME_ZONE"));

function isTimeZone(name: string): boolean {
  if (name !== "UTC" && !name.includes("/")) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) !== null;
  } catch {
    return false;
  }
}
