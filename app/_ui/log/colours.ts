/** A stretch of a line with the look that the host gave it; only looks, never markup and never links. */
export interface Stretch {
  text: string;
  className: string;
}

const names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"] as const;

/** Every escape sequence: the ones that colour (`…m`), other CSI, OSC and friends up to their end, and lone ones. */
const escapes =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  /\x1b\[([0-9;:]*)m|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[@-Z\\-_]?/g;
/** What would move the cursor or turn the reading direction: shown as a box instead. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const inert = /[\x00-\x08\x0b-\x1f\x7f\u0080-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A line's text parted by its colours (SGR). Every other control sequence is dropped, and nothing can act. */
export function colourStretches(line: string): Stretch[] {
  const stretches: Stretch[] = [];
  let style: Style = plain;
  let from = 0;
  const push = (to: number) => {
    const text = line.slice(from, to).replace(inert, "\u2423");
    if (text !== "") stretches.push({ text, className: classOf(style) });
  };
  for (const match of line.matchAll(escapes)) {
    push(match.index);
    from = match.index + match[0].length;
    if (match[1] !== undefined) style = applySgr(style, match[1]);
  }
  push(line.endsWith("\r") ? line.length - 1 : line.length);
  return stretches;
}

interface Style {
  colour: string | null;
  bold: boolean;
  dim: boolean;
  italic: boolean;
  underline: boolean;
}

const plain: Style = { colour: null, bold: false, dim: false, italic: false, underline: false };

function applySgr(style: Style, parameters: string): Style {
  const codes = parameters.split(/[;:]/).map((code) => Number(code || 0));
  let now = style;
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] ?? 0;
    if (code === 38 || code === 48) {
      // A colour out of many: its place is skipped, since no token of ours stands for it.
      at += codes[at + 1] === 5 ? 2 : 4;
    } else now = applyCode(now, code);
  }
  return now;
}

function applyCode(style: Style, code: number): Style {
  if (code === 0) return plain;
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 3) return { ...style, italic: true };
  if (code === 4) return { ...style, underline: true };
  if (code === 22) return { ...style, bold: false, dim: false };
  if (code === 23) return { ...style, italic: false };
  if (code === 24) return { ...style, underline: false };
  if (code === 39) return { ...style, colour: null };
  if (code >= 30 && code <= 37) return { ...style, colour: names[code - 30] ?? null };
  if (code >= 90 && code <= 97) return { ...style, colour: `bright-${names[code - 90]}` };
  return style;
}

const colourClasses: Record<string, string> = {
  red: "text-ansi-red",
  green: "text-ansi-green",
  yellow: "text-ansi-yellow",
  blue: "text-ansi-blue",
  magenta: "text-ansi-magenta",
  cyan: "text-ansi-cyan",
  "bright-black": "text-ansi-dim",
  "bright-red": "text-ansi-bright-red",
  "bright-green": "text-ansi-bright-green",
  "bright-yellow": "text-ansi-bright-yellow",
  "bright-blue": "text-ansi-bright-blue",
  "bright-magenta": "text-ansi-bright-magenta",
  "bright-cyan": "text-ansi-bright-cyan",
};

function classOf({ colour, bold, dim, italic, underline }: Style): string {
  const classes = [
    colour === null ? (dim ? "text-ansi-dim" : "") : (colourClasses[colour] ?? ""),
    bold ? "font-semibold" : "",
    italic ? "italic" : "",
    underline ? "underline" : "",
  ];
  return classes.filter((name) => name !== "").join(" ");
}
