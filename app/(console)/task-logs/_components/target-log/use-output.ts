"use client";

import { useEffect, useRef, useState } from "react";
import { useTRPCClient } from "../../../../_trpc/client.tsx";
import type { LogEvent, LogStream } from "../../../../_ui/log/lines.ts";
import { type LogShown, LogWindow } from "../../../../_ui/log/window.ts";

/** Chunks of one page. */
const pageChunks = 300;
/** With one stream alone, so many pages are read until there is something to show. */
const pagesAtMost = 20;
const enoughLines = 200;

const nothing: LogShown = { lines: [], atStart: false, atEnd: true, total: 0 };

/** A target's output as its reader moves through it: the end first, or a line; then pages on either side, and news. */
export function useOutput(
  { targetLogId: id, lastSequence }: { targetLogId: number; lastSequence: number },
  stream: LogStream | null,
  line: number | null,
) {
  const client = useTRPCClient();
  const held = useRef<LogWindow>(null);
  const early = useRef<LogEvent[]>([]);
  const busy = useRef(false);
  const [shown, setShown] = useState(nothing);
  const [ready, setReady] = useState(false);
  const draw = () => {
    if (held.current !== null) setShown(held.current.shown());
  };
  const last = useRef<Promise<void>>(Promise.resolve());
  /** One reading at a time; each begins where the one before has left the window. */
  const alone = (work: (log: LogWindow) => Promise<void>): Promise<void> => {
    const turn = async () => {
      const { current } = held;
      if (current === null) return;
      busy.current = true;
      try {
        await work(current);
      } finally {
        busy.current = false;
        if (held.current === current) {
          current.hear(early.current.splice(0));
          draw();
        }
      }
    };
    last.current = last.current.then(turn, turn);
    return last.current;
  };
  const before = async (log: LogWindow) => {
    const page = await client.targetLog.output.query({ id, before: log.readFrom, limit: pageChunks });
    log.prepend(page.chunks, page.more);
  };
  const fill = async (log: LogWindow) => {
    for (let pages = 0; pages < pagesAtMost && log.count < enoughLines && !log.atStart; pages++)
      await before(log);
  };
  const around = async (log: LogWindow, number: number) => {
    const page = await client.targetLog.output.query({ id, line: number, limit: pageChunks });
    log.place(page.chunks, page.more);
    const above = log.shown().lines.findIndex((one) => one.number >= number);
    if (!log.atStart && above < enoughLines) await before(log);
  };
  const open = async (at: number | null) => {
    const log = new LogWindow(stream, Math.max(held.current?.lastSeq ?? 0, lastSequence));
    log.total = held.current?.total ?? 0;
    held.current = log;
    busy.current = true;
    try {
      // The end is read in any case: it tells how many lines there are.
      await fill(log);
      if (at !== null && !holds(log, at)) await around(log, at);
    } finally {
      busy.current = false;
    }
    if (held.current !== log) return;
    log.hear(early.current.splice(0));
    setReady(true);
    draw();
  };
  const latest = useRef(open);
  latest.current = open;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the line is where it opens first; later ones are gone to
  useEffect(() => void latest.current(line), [id, stream]);
  return {
    shown,
    ready,
    /** News from the stream, in the order of their sequence. */
    hear: (events: LogEvent[]) => {
      if (held.current === null || busy.current) {
        early.current.push(...events);
        return;
      }
      held.current.hear([...early.current.splice(0), ...events]);
      draw();
    },
    edge: (side: "start" | "end") => {
      if (busy.current) return Promise.resolve();
      return alone(async (log) => {
        if (side === "start") return log.atStart ? undefined : before(log);
        if (log.atEnd) return;
        const page = await client.targetLog.output.query({ id, after: log.readTo, limit: pageChunks });
        log.append(page.chunks, page.more);
      });
    },
    /** Brings a line into what is held. */
    goTo: (number: number) =>
      alone(async (log) => {
        if (!holds(log, number)) await around(log, number);
      }),
    goToEnd: () => (held.current?.atEnd === true ? Promise.resolve() : open(null)),
  };
}

function holds(log: LogWindow, number: number): boolean {
  return log.shown().lines.some((line) => line.kind === "text" && line.number === number);
}
