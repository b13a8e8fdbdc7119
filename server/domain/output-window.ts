/** A stored stretch of a stream. */
export interface WindowRow {
  sequence: number;
  bytes: number;
  lines: number;
}

/**
 * What is kept of one stream: its head and its tail. Rows are let in as they come; once more than the head and
 * two tails are held, the rows between head and newest tail fall out. Cuts fall on row borders, and what fell
 * out is counted exactly.
 */
export class OutputWindow {
  readonly #headLimit: number;
  readonly #tailLimit: number;
  #headBytes = 0;
  #headFull = false;
  #tail: WindowRow[] = [];
  #tailBytes = 0;
  droppedBytes = 0;
  droppedLines = 0;

  /** @param limitBytes what may stay: a quarter of it is head, the rest tail */
  constructor(limitBytes: number) {
    this.#headLimit = Math.floor(limitBytes / 4);
    this.#tailLimit = limitBytes - this.#headLimit;
  }

  /** Takes a row in; answers the sequences of rows that fall out. */
  add(row: WindowRow): number[] {
    if (!this.#headFull && this.#headBytes + row.bytes <= this.#headLimit) {
      this.#headBytes += row.bytes;
      return [];
    }
    this.#headFull = true;
    this.#tail.push(row);
    this.#tailBytes += row.bytes;
    return this.#tailBytes > 2 * this.#tailLimit ? this.trim() : [];
  }

  /** Brings the tail down to its limit: at the stream's end, and when it has grown to twice that. */
  trim(): number[] {
    let cut = 0;
    while (this.#tailBytes > this.#tailLimit && cut < this.#tail.length - 1) {
      const row = this.#tail[cut++];
      if (row === undefined) break;
      this.#tailBytes -= row.bytes;
      this.droppedBytes += row.bytes;
      this.droppedLines += row.lines;
    }
    return this.#tail.splice(0, cut).map((row) => row.sequence);
  }
}
