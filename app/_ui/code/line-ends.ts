/** How a text's lines end: all in the same way, or each in its own. */
export type LineEnds = "LF" | "CRLF" | "mixed";

/** A script is kept byte for byte, so an editor has to give back the line ends that it was given. */
export function lineEndsOf(text: string): LineEnds {
  const all = text.match(/\r\n?|\n/g) ?? [];
  if (all.every((end) => end === "\n")) return "LF";
  return all.every((end) => end === "\r\n") ? "CRLF" : "mixed";
}
