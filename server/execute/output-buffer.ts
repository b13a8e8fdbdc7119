import { OutputWindow } from "../domain/output-window.ts";
import { utf8Boundary } from "../domain/utf8.ts";
import type { Claim } from "../run/claim.ts";
import type { OutputRow, OutputTotals, OutputWrite } from "../run/record.ts";
import { LastLine } from "./last-line.ts";

export type StreamName = "stdout" | "stderr";

/** The most that one row holds. */
const maximumRowBytes = 65_536;

interface StreamState {
  window: OutputWindow;
  /** Bytes of an unfinished character, waiting for the rest. */
  carry: Buffer;
  /** Bytes made into rows so far, dropped ones included. */
  bytes: number;
}

/**
 * One target's output between the wire and the database. Bytes of both streams come in as they arrive and
 * leave as rows with one sequence, cut between characters, through the window of each stream.
 */
export class OutputBuffer {
  readonly #claim: Claim;
  readonly #rowBytes: number;
  readonly #streams: Record<StreamName, StreamState>;
  readonly #lastLine = new LastLine();
  #segments: { stream: StreamName; parts: Buffer[] }[] = [];
  #sequence = 0;
  /** Bytes that wait to be taken. */
  waitingBytes = 0;

  constructor(claim: Claim, limitBytes: number) {
    this.#claim = claim;
    this.#rowBytes = Math.max(64, Math.min(maximumRowBytes, Math.floor(limitBytes / 8)));
    this.#streams = { stdout: newStream(limitBytes), stderr: newStream(limitBytes) };
  }

  append(stream: StreamName, bytes: Buffer): void {
    this.waitingBytes += bytes.length;
    const last = this.#segments.at(-1);
    if (last?.stream === stream) last.parts.push(bytes);
    else this.#segments.push({ stream, parts: [bytes] });
  }

  /** What arrived since the last time, to be stored as it is however often that has to be tried. */
  take(): OutputWrite | null {
    if (this.#segments.length === 0) return null;
    return this.#write(this.#takeSegments());
  }

  /** The rest, with unfinished characters, and each stream brought down to its limit. */
  finish(): OutputWrite | null {
    const rows = this.#takeSegments();
    for (const stream of ["stdout", "stderr"] as const) {
      const { carry } = this.#streams[stream];
      if (carry.length > 0) rows.push(this.#row(stream, carry));
      this.#streams[stream].carry = Buffer.alloc(0);
    }
    return this.#sequence === 0 ? null : this.#write(rows, { trim: true });
  }

  #takeSegments(): OutputRow[] {
    const segments = this.#segments;
    this.#segments = [];
    this.waitingBytes = 0;
    return segments.flatMap(({ stream, parts }) => this.#rowsOf(stream, Buffer.concat(parts)));
  }

  #rowsOf(stream: StreamName, arrived: Buffer): OutputRow[] {
    const state = this.#streams[stream];
    let rest = state.carry.length > 0 ? Buffer.concat([state.carry, arrived]) : arrived;
    const rows: OutputRow[] = [];
    while (rest.length > 0) {
      const length = utf8Boundary(rest.subarray(0, this.#rowBytes));
      if (length === 0) break;
      rows.push(this.#row(stream, rest.subarray(0, length)));
      rest = rest.subarray(length);
    }
    state.carry = Buffer.from(rest);
    return rows;
  }

  #row(stream: StreamName, bytes: Buffer): OutputRow {
    const state = this.#streams[stream];
    const row = { sequence: ++this.#sequence, stream, bytes, offset: state.bytes, lines: countLines(bytes) };
    state.bytes += bytes.length;
    this.#lastLine.add(bytes);
    return row;
  }

  /** Lets rows through the windows; one that falls out before it was ever stored is not stored at all. */
  #write(rows: OutputRow[], { trim = false } = {}): OutputWrite {
    const cut = new Set<number>();
    for (const row of rows) {
      const { window } = this.#streams[row.stream];
      for (const sequence of window.add({ ...row, bytes: row.bytes.length })) cut.add(sequence);
    }
    if (trim)
      for (const { window } of Object.values(this.#streams)) for (const s of window.trim()) cut.add(s);
    const fresh = new Set(rows.map((row) => row.sequence));
    return {
      owned: this.#claim,
      tenantId: this.#claim.tenantId,
      rows: rows.filter((row) => !cut.has(row.sequence)),
      cut: [...cut].filter((sequence) => !fresh.has(sequence)),
      totals: this.#totals(),
    };
  }

  #totals(): OutputTotals {
    const { stdout, stderr } = this.#streams;
    return {
      stdoutBytes: stdout.bytes,
      stderrBytes: stderr.bytes,
      stdoutDroppedBytes: stdout.window.droppedBytes,
      stderrDroppedBytes: stderr.window.droppedBytes,
      stdoutDroppedLines: stdout.window.droppedLines,
      stderrDroppedLines: stderr.window.droppedLines,
      lastLine: this.#lastLine.text(),
      lastSequence: this.#sequence,
    };
  }
}

function newStream(limitBytes: number): StreamState {
  return { window: new OutputWindow(limitBytes), carry: Buffer.alloc(0), bytes: 0 };
}

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) lines++;
  return lines;
}
