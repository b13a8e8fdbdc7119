/** A word of our own program between the script's output: `\x1ehostrun1 <nonce> <words>\x1e`. */
const edge = 0x1e;
/** Longer than any report; what does not end within it is not one. */
const longestReport = 8_192;

/**
 * Finds the reports of one session in one of its streams. The nonce, new for each session, keeps a script from
 * writing one. Everything else is passed on unchanged, in order, whatever the pieces it arrives in.
 */
export class ReportReader {
  readonly #prefix: Buffer;
  readonly #onBytes: (bytes: Buffer) => void;
  readonly #onReport: (words: string) => void;
  #held = Buffer.alloc(0);

  constructor(nonce: string, onBytes: (bytes: Buffer) => void, onReport: (words: string) => void) {
    this.#prefix = Buffer.from(`\x1ehostrun1 ${nonce} `);
    this.#onBytes = onBytes;
    this.#onReport = onReport;
  }

  push(chunk: Buffer): void {
    let rest = this.#held.length > 0 ? Buffer.concat([this.#held, chunk]) : chunk;
    for (;;) {
      const start = rest.indexOf(this.#prefix);
      if (start === -1) break;
      const end = rest.indexOf(edge, start + this.#prefix.length);
      if (end === -1 && rest.length - start < longestReport) {
        this.#pass(rest.subarray(0, start));
        this.#held = Buffer.from(rest.subarray(start));
        return;
      }
      if (end === -1) break;
      this.#pass(rest.subarray(0, start));
      this.#onReport(rest.toString("utf8", start + this.#prefix.length, end));
      rest = rest.subarray(end + 1);
    }
    const kept = this.#openingAtEnd(rest);
    this.#pass(rest.subarray(0, rest.length - kept));
    this.#held = Buffer.from(rest.subarray(rest.length - kept));
  }

  /** What was held back as a possible beginning was none. */
  finish(): void {
    this.#pass(this.#held);
    this.#held = Buffer.alloc(0);
  }

  #pass(bytes: Buffer): void {
    if (bytes.length > 0) this.#onBytes(bytes);
  }

  /** How many bytes at the end may be the beginning of a report. */
  #openingAtEnd(bytes: Buffer): number {
    const longest = Math.min(this.#prefix.length - 1, bytes.length);
    for (let length = longest; length > 0; length--) {
      if (this.#prefix.subarray(0, length).equals(bytes.subarray(bytes.length - length))) return length;
    }
    return 0;
  }
}
