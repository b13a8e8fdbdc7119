/** Every escape sequence: the ones that colour (`…m`), other CSI, OSC and friends up to their end, and lone ones. */
export const escapeSequences =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  /\x1b\[([0-9;:]*)m|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[@-Z\\-_]?/g;

/** What is left of a line on a screen: what stands after its last carriage return; one at its very end moves nothing. */
export function afterReturn(line: string): string {
  const body = line.endsWith("\r") ? line.slice(0, -1) : line;
  const at = body.lastIndexOf("\r");
  return at < 0 ? line : line.slice(at + 1);
}

/** A line as a reader sees it, without its colours. */
export function shownText(line: string): string {
  const shown = afterReturn(line);
  const text = shown.endsWith("\r") ? shown.slice(0, -1) : shown;
  return text.includes("\x1b") ? text.replace(escapeSequences, "") : text;
}
