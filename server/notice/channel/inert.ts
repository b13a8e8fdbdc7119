import { utf8Bytes } from "../../domain/text.ts";

/** Control characters, and those that turn the direction of what follows. */
const unseen = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** What is markup somewhere in a robot's markdown: links, pictures, tags, mentions, headings, emphasis, code. */
const markup = /[<>[\]`*~#|&\\@]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|:(?=\/\/)|(?<=\bwww)\./gu;

/** A text on one line, without what no reader sees. */
export function oneVisibleLine(text: string): string {
  return text.replace(unseen, " ").trim();
}

/**
 * A text that stays a text in the markdown of robots, whoever wrote it: what would become a link, a mention or
 * markup stands there in its full-width form. Their markdown knows no escape that works in every client.
 */
export function inert(text: string): string {
  return oneVisibleLine(text).replace(markup, (character) =>
    String.fromCharCode(character.charCodeAt(0) + 0xfee0),
  );
}

/** How many bytes a text takes within JSON. */
export function jsonBytes(text: string): number {
  return utf8Bytes(JSON.stringify(text)) - 2;
}

/**
 * The first of the lines, as many as find room, with a mark where something is left out; `bytesOf` counts as the
 * receiver does.
 */
export function fitLines(lines: string[], maximumBytes: number, bytesOf = utf8Bytes): string {
  const whole = lines.join("\n");
  if (bytesOf(whole) <= maximumBytes) return whole;
  for (let count = lines.length - 1; count > 0; count -= 1) {
    const text = [...lines.slice(0, count), "…"].join("\n");
    if (bytesOf(text) <= maximumBytes) return text;
  }
  return cutText(lines[0] ?? "", maximumBytes, bytesOf);
}

/** A text of so many bytes at most, cut between characters and marked. */
export function cutText(text: string, maximumBytes: number, bytesOf = utf8Bytes): string {
  if (bytesOf(text) <= maximumBytes) return text;
  const characters = [...text];
  let low = 0;
  let high = characters.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (bytesOf(`${characters.slice(0, middle).join("")}…`) <= maximumBytes) low = middle;
    else high = middle - 1;
  }
  return `${characters.slice(0, low).join("")}…`;
}
