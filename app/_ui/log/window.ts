import { type LogEvent, type LogLine, LogLines, type LogStream } from "./lines.ts";

/** So many lines, and so much text, are held; a tenth more before anything is let go. */
const most = { lines: 12_000, characters: 8_000_000 };

/** What is taken of one page: the part that is nearest to the reader. */
const half = { lines: most.lines / 2, characters: most.characters / 2 };

/** What a viewer draws: a stretch of a log, and where it lies in it. */
export interface LogShown {
  lines: LogLine[];
  /** Whether the first, and the last line there is, are among them. */
  atStart: boolean;
  atEnd: boolean;
  /** Lines of the whole log, as far as is known. */
  total: number;
}

/**
 * A stretch of a log of any size, bounded: it grows at the end as output comes, or at either side as pages are
 * read, and lets go of the other side. May hold one stream alone.
 */
export class LogWindow {
  #events: LogEvent[] = [];
  #built = new LogLines();
  #characters = 0;
  readonly #stream: LogStream | null;
  atStart: boolean;
  atEnd = true;
  total = 0;
  /** The last sequence that was seen, held or not. */
  lastSeq: number;
  /** Pages that go on end before the one, and begin after the other. */
  readFrom: number;
  readTo: number;

  /** @param lastSeq what was written up to now; the window begins behind it, empty */
  constructor(stream: LogStream | null, lastSeq: number) {
    this.#stream = stream;
    this.lastSeq = lastSeq;
    this.readFrom = lastSeq + 1;
    this.readTo = lastSeq;
    this.atStart = lastSeq === 0;
  }

  get count(): number {
    return this.#built.lines.length;
  }

  shown(): LogShown {
    const { atStart, atEnd, total } = this;
    // A fresh list each time: what is drawn is told apart by identity.
    return { lines: this.#built.lines.slice(), atStart, atEnd, total };
  }

  /** What comes live: taken in where the window lies at the end, else only counted. Nothing is taken twice. */
  hear(events: LogEvent[]): void {
    const fresh = events.filter((event) => event.seq > this.lastSeq);
    if (this.atEnd) this.#grow(fresh);
    for (const event of fresh) this.#count(event);
    if (!this.atEnd) return;
    this.readTo = this.lastSeq;
    this.#trimStart();
  }

  /** A page out of the middle, in place of what is held. */
  place(events: LogEvent[], more: boolean): void {
    this.#events = [];
    this.#build();
    this.readFrom = events[0]?.seq ?? this.lastSeq + 1;
    this.atStart = this.readFrom <= 1;
    this.append(events, more);
  }

  /** A page that follows what is held. */
  append(page: LogEvent[], more: boolean): void {
    const events = keepFirst(page, half);
    this.#grow(events);
    for (const event of events) this.#count(event);
    this.readTo = events.at(-1)?.seq ?? this.readTo;
    this.atEnd = !more && events.length === page.length && this.readTo >= this.lastSeq;
    this.#trimStart();
  }

  /** A page that lies before what is held. */
  prepend(page: LogEvent[], more: boolean): void {
    const events = keepLast(page, half);
    this.#events = [...events.filter((event) => this.#wanted(event)), ...this.#events];
    for (const event of events) this.#count(event);
    this.readFrom = events[0]?.seq ?? this.readFrom;
    this.atStart = !more && events.length === page.length;
    this.#build();
    this.#trimEnd();
  }

  #wanted({ stream }: LogEvent): boolean {
    return this.#stream === null || this.#stream === stream;
  }

  #count(event: LogEvent): void {
    // A cut stands before its chunk, which may come by itself.
    if ("cut" in event) return;
    this.lastSeq = Math.max(this.lastSeq, event.seq);
    const ends = event.text.split("\n").length - 1;
    const begun = event.line + ends + (event.text.endsWith("\n") ? 0 : 1) - (event.continues ? 1 : 0);
    this.total = Math.max(this.total, begun);
  }

  #grow(events: LogEvent[]): void {
    for (const event of events) {
      if (!this.#wanted(event)) continue;
      this.#events.push(event);
      this.#built.add(event);
      if ("text" in event) this.#characters += event.text.length;
    }
  }

  #build(): void {
    this.#built = new LogLines();
    this.#characters = 0;
    const events = this.#events;
    this.#events = [];
    this.#grow(events);
  }

  #tooMuch(slack: number): boolean {
    return this.count > most.lines * slack || this.#characters > most.characters * slack;
  }

  #trimStart(): void {
    if (!this.#tooMuch(1.1)) return;
    this.#events = keepLast(this.#events, most, 2);
    this.atStart = false;
    this.readFrom = this.#events[0]?.seq ?? this.readFrom;
    this.#build();
  }

  #trimEnd(): void {
    if (!this.#tooMuch(1.1)) return;
    this.#events = keepFirst(this.#events, most, 2);
    this.atEnd = false;
    this.readTo = this.#events.at(-1)?.seq ?? this.readTo;
    this.#build();
  }
}

/** As many events from the front as may be held; so many chunks at least. */
function keepFirst(events: LogEvent[], limit: typeof most, least = 1): LogEvent[] {
  let [lines, characters, chunks] = [0, 0, 0];
  const end = events.findIndex((event) => {
    if ("cut" in event) return false;
    lines += event.text.split("\n").length;
    characters += event.text.length;
    return ++chunks > least && (lines > limit.lines || characters > limit.characters);
  });
  return end < 0 ? events : events.slice(0, end);
}

/** The same from the end; a cut stays with the chunk that it stands before. */
function keepLast(events: LogEvent[], limit: typeof most, least = 1): LogEvent[] {
  const kept = keepFirst(events.toReversed(), limit, least).length;
  const begin = events.length - kept;
  const withCut = begin > 0 && events[begin - 1]?.seq === events[begin]?.seq;
  return events.slice(withCut ? begin - 1 : begin);
}
