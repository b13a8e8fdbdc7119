import { shownText } from "./terminal-text.ts";

/** How much of a line is told elsewhere. */
const toldCharacters = 500;

/** The last line that says something, as a reader of plain text sees it: no colours, no control characters. */
export function lastSpokenLine(text: string): string | null {
  const lines = text.split("\n").map((line) =>
    shownText(line)
      .replace(/\p{Cc}/gu, "")
      .trim(),
  );
  return (
    lines
      .findLast((line) => line !== "")
      ?.slice(0, toldCharacters)
      .toWellFormed() ?? null
  );
}
