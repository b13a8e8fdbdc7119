import { shownText } from "./terminal-text.ts";

const days = "Mon|Tue|Wed|Thu|Fri|Sat|Sun";
const months = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec";

const dayNames = new RegExp(`\\b(?:${days})(?:[a-z]*day)?\\b,?(?=\\s+(?:\\d|${months}))`, "g");
const monthNames = new RegExp(
  `\\b(?:${months})[a-z]*\\b(?=[\\s-]+\\d)|(?<=\\d[\\s-]+)(?:${months})[a-z]*\\b`,
  "g",
);
/** Hexadecimal and mixed ids that hold a digit: `i-0f9c2ab1`, UUIDs, hashes, `0x7ffe`. */
const ids = /\b(?:0x[0-9a-f]+|(?=[0-9a-z-]*\d)(?=[0-9a-z-]*[a-f])[0-9a-f]{6,}(?:-[0-9a-f]{2,})*)\b/gi;
const numbers = /[+-]?\d+(?:[.,:/T-]\d+)*Z?/g;

/**
 * A line without what differs from host to host and from run to run: times, dates, ids and numbers, the host's own
 * names, colours, and how columns are aligned.
 */
export function foldLine(line: string, ownNames: string[] = []): string {
  let text = shownText(line);
  for (const name of ownNames) if (name !== "") text = text.replaceAll(name, "@");
  return text
    .replace(dayNames, "#")
    .replace(monthNames, "#")
    .replace(ids, "#")
    .replace(numbers, "#")
    .replace(/#(?:[\s:-]*#)+/g, "#")
    .replace(/\s+/g, " ")
    .trim();
}
