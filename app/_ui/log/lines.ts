export type LogStream = "stdout" | "stderr";

/** One line as it is shown: its text still with its colours, or what was cut in its place. */
export type LogLine =
  | { kind: "text"; number: number; stream: LogStream; at: string; text: string }
  | { kind: "cut"; stream: LogStream; bytes: number; lines: number };

export type LogEvent =
  | { type: "chunk"; seq: number; stream: LogStream; at: string; text: string }
  | { type: "cut"; seq: number; stream: LogStream; cut: number; lines: number };

interface Open {
  stream: LogStream;
  at: string;
  text: string;
}

/**
 * Cuts output into lines as it comes. A chunk may end within a line, so each stream has one open line; a carriage
 * return begins the line anew, as a progress bar means it. Lines are numbered as they began, over both streams.
 */
export class LogLines {
  readonly lines: LogLine[] = [];
  readonly #open = new Map<LogStream, number>();

  add(event: LogEvent): void {
    if (event.type === "cut") {
      this.#open.delete(event.stream);
      this.lines.push({ kind: "cut", stream: event.stream, bytes: event.cut, lines: event.lines });
      return;
    }
    const pieces = event.text.split("\n");
    for (const [at, piece] of pieces.entries()) {
      const last = at === pieces.length - 1;
      if (last && piece === "") break;
      this.#append(event, piece);
      if (!last) this.#open.delete(event.stream);
    }
  }

  #append({ stream, at }: Omit<Open, "text">, piece: string): void {
    const index = this.#open.get(stream);
    const open = index === undefined ? undefined : this.lines[index];
    if (index === undefined || open?.kind !== "text") {
      this.#open.set(stream, this.lines.length);
      this.lines.push({ kind: "text", number: this.lines.length + 1, stream, at, text: afterReturn(piece) });
    } else {
      this.lines[index] = { ...open, text: afterReturn(open.text + piece) };
    }
  }
}

/** What stands after the last carriage return; one at the very end of the line moves nothing yet. */
function afterReturn(text: string): string {
  const body = text.endsWith("\r") ? text.slice(0, -1) : text;
  const at = body.lastIndexOf("\r");
  return at < 0 ? text : text.slice(at + 1);
}
