import type { Chunk } from "./chunk-output.ts";
import type { Stream } from "./input.ts";

/** A line that was read to its end, or to the end of what there is. */
export interface ReadLine {
  line: number;
  seq: number;
  stream: Stream;
  at: string;
  text: string;
}

/** The most of one line that is held at once; a longer one is handed on in parts that overlap. */
const longestLine = 1_048_576;

/**
 * Puts lines together from chunks, with their numbers. A stream has one open line at a time, so what is held is
 * bounded. Lines come in the order of their ends.
 */
export class LineReader {
  readonly #open = new Map<Stream, ReadLine>();
  readonly #overlap: number;

  /** @param overlap characters that two parts of an overlong line share */
  constructor(overlap: number) {
    this.#overlap = overlap;
  }

  /** The number of the first line that is open; null where none is. */
  get firstOpen(): number | null {
    const numbers = [...this.#open.values()].map((open) => open.line);
    return numbers.length === 0 ? null : Math.min(...numbers);
  }

  *add(chunk: Chunk): Generator<ReadLine> {
    if (!("text" in chunk)) {
      yield* this.#end(chunk.stream);
      return;
    }
    const { seq, stream, at } = chunk;
    let number = chunk.line;
    const pieces = chunk.text.split("\n");
    for (const [index, piece] of pieces.entries()) {
      const last = index === pieces.length - 1;
      if (last && piece === "") return;
      const open = this.#open.get(stream);
      if (open !== undefined) open.text += piece;
      else {
        const begins = index > 0 || !chunk.continues;
        if (begins) number++;
        this.#open.set(stream, { line: number, seq, stream, at, text: piece });
      }
      if (!last) yield* this.#end(stream);
    }
    yield* this.#part(stream);
  }

  /** Lines that are open still, as far as they have come. */
  *rest(): Generator<ReadLine> {
    for (const stream of ["stdout", "stderr"] as const) yield* this.#end(stream);
  }

  *#end(stream: Stream): Generator<ReadLine> {
    const open = this.#open.get(stream);
    this.#open.delete(stream);
    if (open !== undefined) yield open;
  }

  *#part(stream: Stream): Generator<ReadLine> {
    const open = this.#open.get(stream);
    if (open === undefined || open.text.length <= longestLine) return;
    yield { ...open };
    open.text = open.text.slice(-this.#overlap);
  }
}
