import { requireScope, type ServiceContext } from "../access.ts";
import { shownText } from "../domain/terminal-text.ts";
import type { TargetLogSearchInput } from "./input.ts";
import { LineReader, type ReadLine } from "./line-reader.ts";
import type { TargetLogHits } from "./output.ts";
import type { Place } from "./place.ts";
import { readPlaced } from "./service.ts";

/** One call looks through so much, then says where to go on: it holds no connection and no thread for long. */
const callBytes = 8 * 1_048_576;
/** Where a line is so long that no border between lines comes. */
const callBytesAtMost = 4 * callBytes;
const hitsAtMost = 1_000;
const pageChunks = 1_000;
const excerptBefore = 60;
const excerptLength = 240;

type Hit = TargetLogHits["hits"][number];

/**
 * Looks for text in the lines of a target log, after a line. Lines and characters that lie over the borders of
 * chunks are found. A call looks through a bounded part: all calls together find each line once.
 */
export async function searchOutput(ctx: ServiceContext, input: TargetLogSearchInput): Promise<TargetLogHits> {
  requireScope(ctx, "read");
  const find = finder(input);
  const lines = new LineReader(input.text.length - 1);
  const hits = new Map<number, Hit>();
  let looked = input.after;
  const look = (line: ReadLine) => {
    // Both streams are read even for one: lines have their numbers over both.
    if (input.stream !== undefined && line.stream !== input.stream) return;
    if (line.line <= input.after || hits.has(line.line)) return;
    const hit = find(line);
    if (hit !== null) hits.set(line.line, hit);
  };
  let place: Place | undefined;
  let request: { after: number; line?: number } = { after: 0, line: input.after + 1 };
  for (let bytes = 0; ; ) {
    const read = await readPlaced(ctx, { id: input.id, limit: pageChunks, ...request }, place);
    for (const chunk of read.page.chunks) {
      for (const line of lines.add(chunk)) {
        look(line);
        looked = Math.max(looked, line.line);
      }
      if ("text" in chunk) bytes += chunk.text.length;
    }
    const { more, ended } = read.page;
    place = read.place;
    request = { after: read.page.after };
    if (!more) return answer(input, hits, end(lines, look, looked, ended), { more, ended });
    // Lines that are open are looked through by the next call, so their neighbours behind them are too.
    const border = lines.firstOpen === null ? looked : lines.firstOpen - 1;
    const enough = bytes >= callBytes || hits.size >= hitsAtMost;
    if (enough && border > input.after) return answer(input, hits, border, { more, ended });
    if (bytes >= callBytesAtMost) return answer(input, hits, end(lines, look, looked, true), { more, ended });
  }
}

/** Looks through what is open; a run that goes on may write more of it, so the next call looks again. */
function end(lines: LineReader, look: (line: ReadLine) => void, looked: number, ended: boolean): number {
  const open = lines.firstOpen;
  let last = looked;
  for (const line of lines.rest()) {
    look(line);
    last = Math.max(last, line.line);
  }
  return ended || open === null ? last : open - 1;
}

function answer(
  input: TargetLogSearchInput,
  found: Map<number, Hit>,
  border: number,
  { more, ended }: { more: boolean; ended: boolean },
): TargetLogHits {
  const after = Math.max(input.after, border);
  const inOrder = [...found.values()].sort((a, b) => a.line - b.line);
  const hits = more ? inOrder.filter((hit) => hit.line <= after) : inOrder;
  return { count: hits.length, hits, after, more, ended };
}

function finder({ text, matchCase }: TargetLogSearchInput): (line: ReadLine) => Hit | null {
  const fold = (value: string) => (matchCase ? value : value.toLowerCase());
  const wanted = fold(text);
  return ({ text: raw, ...line }) => {
    const shown = shownText(raw);
    const at = fold(shown).indexOf(wanted);
    if (at < 0) return null;
    const from = Math.max(0, at - excerptBefore);
    return { ...line, excerpt: shown.slice(from, from + excerptLength) };
  };
}
