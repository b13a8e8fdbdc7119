import { afterReturn } from "../../../server/domain/terminal-text.ts";

export type LogStream = "stdout" | "stderr";

/** One line as it is shown: its text still with its colours, or what was cut in its place. */
export type LogLine =
  | { kind: "text"; key: string; number: number; stream: LogStream; at: string; text: string }
  | { kind: "cut"; key: string; number: number; stream: LogStream; bytes: number; lines: number };

export type LogChunk = {
  seq: number;
  stream: LogStream;
  at: string;
  text: string;
  /** Lines that began before it, over both streams. */
  line: number;
  /** Whether it goes on with a line that began earlier. */
  continues: boolean;
};
export type LogCut = { seq: number; stream: LogStream; cut: number; lines: number };
export type LogEvent = LogChunk | LogCut;

/**
 * Cuts output into lines as it comes. A chunk may end within a line, so each stream has one open line; a carriage
 * return begins the line anew, as a progress bar means it. Lines are numbered as they began, over both streams.
 */
export class LogLines {
  readonly lines: LogLine[] = [];
  readonly #open = new Map<LogStream, number>();
  /** Lines that have begun as far as was read. */
  begun = 0;

  add(event: LogEvent): void {
    const { stream } = event;
    if ("cut" in event) {
      this.#open.delete(stream);
      const { cut: bytes, lines } = event;
      this.lines.push({ kind: "cut", key: `cut-${stream}`, number: this.begun, stream, bytes, lines });
      return;
    }
    this.begun = event.line;
    const pieces = event.text.split("\n");
    for (const [at, piece] of pieces.entries()) {
      const last = at === pieces.length - 1;
      if (last && piece === "") break;
      this.#append(event, piece, at > 0 || !event.continues);
      if (!last) this.#open.delete(stream);
    }
  }

  #append({ stream, at }: LogChunk, piece: string, begins: boolean): void {
    const index = this.#open.get(stream);
    const open = index === undefined ? undefined : this.lines[index];
    if (index !== undefined && open?.kind === "text") {
      this.lines[index] = { ...open, text: afterReturn(open.text + piece) };
      return;
    }
    if (begins) this.begun++;
    const number = this.begun;
    this.#open.set(stream, this.lines.length);
    this.lines.push({
      kind: "text",
      key: `${number}-${stream}`,
      number,
      stream,
      at,
      text: afterReturn(piece),
    });
  }
}
