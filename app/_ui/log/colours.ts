import type { CSSProperties } from "react";
import { escapeSequences } from "../../../server/domain/terminal-text.ts";
import { grounds, inkOn, type Rgb, readableOn } from "./contrast.ts";

/** A stretch of a line with the look that the host gave it; only looks, never markup and never links. */
export interface Stretch {
  text: string;
  className: string;
  style?: CSSProperties;
}

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
    if (text !== "") stretches.push({ text, ...lookOf(style) });
  };
  for (const match of line.matchAll(escapeSequences)) {
    push(match.index);
    from = match.index + match[0].length;
    if (match[1] !== undefined) style = applySgr(style, match[1]);
  }
  push(line.endsWith("\r") ? line.length - 1 : line.length);
  return stretches;
}

/** One of sixteen colours, which has tokens of its own, or one of all there are. */
type Colour = number | Rgb;

interface Style {
  colour: Colour | null;
  ground: Colour | null;
  bold: boolean;
  dim: boolean;
  italic: boolean;
  underline: boolean;
  struck: boolean;
  inverse: boolean;
}

const plain: Style = {
  colour: null,
  ground: null,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  struck: false,
  inverse: false,
};

function applySgr(style: Style, parameters: string): Style {
  const codes = parameters.split(/[;:]/).map((code) => Number(code || 0));
  let now = style;
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] ?? 0;
    if (code !== 38 && code !== 48) {
      now = { ...now, ...changeOf(code) };
      continue;
    }
    const { colour, taken } = manyColour(codes.slice(at + 1));
    at += taken;
    if (colour !== null) now = code === 38 ? { ...now, colour } : { ...now, ground: colour };
  }
  return now;
}

/** `5;n` is one of 256, `2;r;g;b` any colour. */
function manyColour([kind, ...values]: number[]): { colour: Colour | null; taken: number } {
  if (kind === 5) return { colour: of256(values[0] ?? 0), taken: 2 };
  if (kind !== 2) return { colour: null, taken: 1 };
  const [red = 0, green = 0, blue = 0] = values.map((value) => Math.min(255, value));
  return { colour: [red, green, blue], taken: 4 };
}

function of256(index: number): Colour {
  if (index < 16) return index;
  if (index > 255) return [0, 0, 0];
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return [grey, grey, grey];
  }
  const level = (value: number) => (value === 0 ? 0 : 55 + value * 40);
  const cube = index - 16;
  return [level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6)];
}

function changeOf(code: number): Partial<Style> {
  if (code >= 30 && code <= 37) return { colour: code - 30 };
  if (code >= 90 && code <= 97) return { colour: code - 82 };
  if (code >= 40 && code <= 47) return { ground: code - 40 };
  if (code >= 100 && code <= 107) return { ground: code - 92 };
  return changes[code] ?? {};
}

const changes: Record<number, Partial<Style>> = {
  0: plain,
  1: { bold: true },
  2: { dim: true },
  3: { italic: true },
  4: { underline: true },
  7: { inverse: true },
  9: { struck: true },
  22: { bold: false, dim: false },
  23: { italic: false },
  24: { underline: false },
  27: { inverse: false },
  29: { struck: false },
  39: { colour: null },
  49: { ground: null },
};

/** The sixteen as bytes, for grounds; as text they have tokens. */
const sixteen: readonly Rgb[] = [
  [0, 0, 0],
  [190, 40, 40],
  [30, 130, 60],
  [160, 110, 0],
  [30, 90, 200],
  [150, 50, 160],
  [0, 125, 140],
  [220, 222, 224],
  [110, 116, 120],
  [225, 70, 65],
  [50, 165, 85],
  [215, 165, 30],
  [75, 135, 235],
  [190, 90, 200],
  [30, 165, 180],
  [255, 255, 255],
];

const colourClasses: Record<number, string> = {
  1: "text-ansi-red",
  2: "text-ansi-green",
  3: "text-ansi-yellow",
  4: "text-ansi-blue",
  5: "text-ansi-magenta",
  6: "text-ansi-cyan",
  8: "text-ansi-dim",
  9: "text-ansi-bright-red",
  10: "text-ansi-bright-green",
  11: "text-ansi-bright-yellow",
  12: "text-ansi-bright-blue",
  13: "text-ansi-bright-magenta",
  14: "text-ansi-bright-cyan",
};

function lookOf(given: Style): Omit<Stretch, "text"> {
  const { bold, dim, italic, underline, struck, inverse } = given;
  const classes = [
    bold ? "font-semibold" : "",
    italic ? "italic" : "",
    underline ? "underline" : "",
    struck ? "line-through" : "",
  ];
  const ground = inverse ? given.colour : given.ground;
  if (ground !== null) return { className: joined(classes), style: onGround(bytesOf(ground)) };
  if (inverse) return { className: joined([...classes, "bg-log-ink text-log"]) };
  const { colour } = given;
  if (typeof colour === "object" && colour !== null) {
    return {
      className: joined([...classes, "text-[color:light-dark(var(--light),var(--dark))]"]),
      style: onLog(colour),
    };
  }
  const named = colour === null ? (dim ? "text-ansi-dim" : "") : (colourClasses[colour] ?? "");
  return { className: joined([...classes, named]) };
}

function joined(classes: string[]): string {
  return classes.filter((name) => name !== "").join(" ");
}

function bytesOf(colour: Colour): Rgb {
  return typeof colour === "number" ? (sixteen[colour] ?? [0, 0, 0]) : colour;
}

/** On a ground of the host's own, text is black or white: what can be read on it. */
function onGround(ground: Rgb): CSSProperties {
  return { backgroundColor: css(ground), color: css(inkOn(ground)) };
}

const known = new Map<string, CSSProperties>();

/** The nearest colours that can be read in each theme. */
function onLog(colour: Rgb): CSSProperties {
  const key = css(colour);
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = {
    "--light": css(readableOn(colour, grounds.light)),
    "--dark": css(readableOn(colour, grounds.dark)),
  } as CSSProperties;
  if (known.size < 4_096) known.set(key, made);
  return made;
}

function css([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`;
}
