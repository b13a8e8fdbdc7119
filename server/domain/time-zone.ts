import { string } from "zod";
import { refuse } from "./field-refusal.ts";

/** What abbreviations stand for: several mean more than one place, and none of them knows when clocks change. */
const abbreviations: Record<string, string[]> = {
  CST: ["Asia/Shanghai", "America/Chicago"],
  CDT: ["America/Chicago"],
  EST: ["America/New_York"],
  EDT: ["America/New_York"],
  MST: ["America/Denver", "America/Phoenix"],
  MDT: ["America/Denver"],
  PST: ["America/Los_Angeles"],
  PDT: ["America/Los_Angeles"],
  GMT: ["UTC", "Europe/London"],
  BST: ["Europe/London"],
  WET: ["Europe/Lisbon"],
  CET: ["Europe/Berlin", "Europe/Paris"],
  CEST: ["Europe/Berlin", "Europe/Paris"],
  EET: ["Europe/Helsinki"],
  MSK: ["Europe/Moscow"],
  IST: ["Asia/Kolkata", "Asia/Jerusalem"],
  HKT: ["Asia/Hong_Kong"],
  SGT: ["Asia/Singapore"],
  JST: ["Asia/Tokyo"],
  KST: ["Asia/Seoul"],
  AEST: ["Australia/Sydney"],
  PRC: ["Asia/Shanghai"],
};

/** A place for each usual offset, in minutes before UTC is added. */
const places: Record<number, string> = {
  [-600]: "Pacific/Honolulu",
  [-540]: "America/Anchorage",
  [-480]: "America/Los_Angeles",
  [-420]: "America/Denver",
  [-360]: "America/Chicago",
  [-300]: "America/New_York",
  [-240]: "America/Santiago",
  [-180]: "America/Sao_Paulo",
  0: "UTC",
  60: "Europe/Berlin",
  120: "Europe/Helsinki",
  180: "Europe/Moscow",
  210: "Asia/Tehran",
  240: "Asia/Dubai",
  300: "Asia/Karachi",
  330: "Asia/Kolkata",
  345: "Asia/Kathmandu",
  360: "Asia/Dhaka",
  420: "Asia/Bangkok",
  480: "Asia/Shanghai",
  540: "Asia/Tokyo",
  570: "Australia/Adelaide",
  600: "Australia/Sydney",
  720: "Pacific/Auckland",
};

/** An IANA name. Abbreviations mean several zones (`CST`), and offsets know no summer time: both are refused. */
export const timeZoneSchema = string()
  .trim()
  .max(64)
  .superRefine((name, ctx) => {
    if (isTimeZone(name)) return;
    const meant = proposals(name);
    if (meant.length === 0) refuse(ctx, "TIME_ZONE");
    else refuse(ctx, "TIME_ZONE_MEANT", { given: name, proposal: meant.join(", ") });
  });

/** Whether a zone of this name is known here. */
export function isTimeZone(name: string): boolean {
  if (name !== "UTC" && !name.includes("/")) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) !== null;
  } catch {
    return false;
  }
}

/** Names that somebody may have meant who gave an abbreviation or an offset. */
function proposals(given: string): string[] {
  const known = abbreviations[given.toUpperCase()];
  if (known !== undefined) return known;
  const offset = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?$/i.exec(given);
  if (offset === null) return [];
  const [, sign, hours, minutes = "0"] = offset;
  const place = places[(Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -1 : 1)];
  return place === undefined ? [] : [place];
}
