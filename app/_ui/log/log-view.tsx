"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import clsx from "clsx";
import { ArrowDown, Scissors } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { type ReactNode, useDeferredValue, useEffect, useLayoutEffect, useRef, useState } from "react";
import { formatBytes } from "../format.ts";
import { colourStretches, type Stretch } from "./colours.ts";
import type { LogLine } from "./lines.ts";
import { Ruler } from "./ruler.tsx";
import type { LogShown } from "./window.ts";

const lineHeight = 20;
const cutHeight = 36;
/** So near to the end, a reader follows it; so near to a side of what is held, more is read. */
const nearPx = 40;
const readAheadPx = 2_000;
/** What is drawn of one line. */
const longest = 4_000;

/** Where a reader is: the line in focus, and the text that they look for. */
export interface LogFocus {
  /** A line that is marked; `jump` changes where it should be brought into sight anew. */
  line: number | null;
  jump: number;
  find: { text: string; matchCase: boolean } | null;
  /** Lines that hold the text, in the whole log. */
  hits: number[];
}

/**
 * Output as a machine wrote it: only the lines in sight are in the page. It follows the end until the reader
 * scrolls up; then new lines wait behind a pill. A line's number is its address.
 */
export function LogView({
  shown,
  focus,
  wrap,
  times,
  since,
  following,
  onFollow,
  onEdge,
  onMark,
  onGo,
  empty,
  end,
}: {
  shown: LogShown;
  focus: LogFocus;
  wrap: boolean;
  times: boolean;
  /** When the script started; times are told from it. */
  since: string | null;
  following: boolean;
  onFollow: (follow: boolean) => void;
  /** The reader has come near to a side of what is held. */
  onEdge: (side: "start" | "end") => void;
  onMark: (line: number) => void;
  onGo: (line: number) => void;
  empty: string;
  /** What stands behind the last line. */
  end: ReactNode;
}) {
  // The virtual list changes in place, which memoizing by identity does not see.
  "use no memo";
  const t = useTranslations("targetLog");
  const { lines, atStart, atEnd, total } = shown;
  const box = useRef<HTMLDivElement>(null);
  // Drawn when there is time: while a flood comes, keys and scrolling go first.
  const ruled = useDeferredValue(lines);
  const anchor = useRef<{ key: string; delta: number } | null>(null);
  const [pausedAt, setPausedAt] = useState<number | null>(null);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    getItemKey: (index) => lines[index]?.key ?? index,
    estimateSize: (index) => (lines[index]?.kind === "cut" ? cutHeight : lineHeight),
    overscan: 20,
  });
  const jumped = useRef(0);
  useLayoutEffect(() => {
    const { current } = box;
    if (current === null || lines.length === 0) return;
    const asked = focus.line === null ? -1 : nearest(lines, focus.line);
    if (focus.jump !== jumped.current && asked >= 0) {
      jumped.current = focus.jump;
      virtual.scrollToIndex(asked, { align: "center" });
      return;
    }
    if (following) {
      virtual.scrollToIndex(lines.length - 1, { align: "end" });
      current.scrollTop = current.scrollHeight;
      return;
    }
    // What the reader looks at stays where it is, whatever came or went on either side.
    const kept = anchor.current;
    const index = kept === null ? -1 : lines.findIndex((line) => line.key === kept.key);
    const start = index < 0 ? undefined : virtual.getOffsetForIndex(index, "start")?.[0];
    if (kept !== null && start !== undefined) current.scrollTop = start + kept.delta;
  }, [lines, following, focus.line, focus.jump, virtual]);
  useEffect(() => {
    if (total > 0 && (following || pausedAt === null)) setPausedAt(total);
  }, [following, total, pausedAt]);
  const look = () => {
    const { current } = box;
    if (current === null) return;
    const first = virtual.getVirtualItems().find((item) => item.end > current.scrollTop);
    anchor.current =
      first === undefined ? null : { key: String(first.key), delta: current.scrollTop - first.start };
    const left = current.scrollHeight - current.scrollTop - current.clientHeight;
    if (current.scrollTop < readAheadPx && !atStart) onEdge("start");
    if (left < readAheadPx && !atEnd) onEdge("end");
    const near = atEnd && left < nearPx;
    if (near !== following) onFollow(near);
  };
  const newLines = Math.max(0, total - (pausedAt ?? total));
  if (lines.length === 0) return <p className="min-h-0 flex-1 bg-log p-6 text-ink-2">{empty}</p>;
  return (
    <div className="relative flex min-h-0 flex-1 bg-log">
      <div
        ref={box}
        onScroll={look}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={t("log")}
        className="min-h-0 min-w-0 flex-1 overflow-auto py-2 [overflow-anchor:none]"
      >
        <div className="relative min-w-full" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const line = lines[item.index];
            return (
              <div
                key={item.key}
                ref={wrap ? virtual.measureElement : undefined}
                data-index={item.index}
                className="absolute top-0 left-0 min-w-full"
                style={{ transform: `translateY(${item.start}px)`, ...(wrap ? { right: 0 } : {}) }}
              >
                {line?.kind === "text" && (
                  <TextLine
                    line={line}
                    wrap={wrap}
                    times={times}
                    since={since}
                    marked={focus.line === line.number}
                    find={focus.find}
                    onMark={onMark}
                  />
                )}
                {line?.kind === "cut" && (
                  <CutRow bytes={line.bytes} lines={line.lines} stream={line.stream} />
                )}
              </div>
            );
          })}
        </div>
        {atEnd && end}
      </div>
      <Ruler lines={ruled} total={total} hits={focus.hits} now={focus.line} onGo={onGo} />
      {!following && (
        <button
          type="button"
          onClick={() => onFollow(true)}
          className="absolute bottom-4 left-1/2 flex h-9 -translate-x-1/2 items-center gap-2 rounded-full bg-ink px-4 font-medium text-on-ink shadow-float"
        >
          <ArrowDown size={14} aria-hidden="true" /> {t("jump", { count: newLines })}
          <kbd className="rounded-cell border border-current px-1 font-mono text-[11px] opacity-70 max-lg:hidden">
            F
          </kbd>
        </button>
      )}
    </div>
  );
}

/** The index of a line, or of the first one behind it where it was cut out; lines stand nearly in order. */
function nearest(lines: LogLine[], number: number): number {
  const exact = lines.findIndex((line) => line.kind === "text" && line.number === number);
  return exact >= 0 ? exact : lines.findIndex((line) => line.number >= number);
}

/** What fell out of the window, in its place: never hidden, with its exact size. */
function CutRow({ bytes, lines, stream }: { bytes: number; lines: number; stream: string }) {
  const t = useTranslations("targetLog");
  return (
    <p className="my-0.5 flex h-8 items-center border-line-2 border-y border-dashed bg-[repeating-linear-gradient(135deg,var(--line)_0_5px,transparent_5px_10px)] pl-4 text-ink-2 lg:pl-14 text-small">
      <span className="flex items-center gap-2 bg-log px-2">
        <Scissors size={13} strokeWidth={1.75} aria-hidden="true" />
        <b className="font-semibold text-ink">{t("cutSize", { size: formatBytes(bytes) })}</b>
        {t("cutExact", { bytes, lines, stream })}
      </span>
    </p>
  );
}

function TextLine({
  line,
  wrap,
  times,
  since,
  marked,
  find,
  onMark,
}: {
  line: LogLine & { kind: "text" };
  wrap: boolean;
  times: boolean;
  since: string | null;
  marked: boolean;
  find: LogFocus["find"];
  onMark: (line: number) => void;
}) {
  const t = useTranslations("targetLog");
  const locale = useLocale();
  const stderr = line.stream === "stderr";
  const drawn = line.text.slice(0, longest);
  return (
    <div
      data-line={line.number}
      className={clsx("flex min-h-5 pr-4 font-mono text-code text-log-ink", marked && "bg-select")}
    >
      <button
        type="button"
        onClick={() => onMark(line.number)}
        aria-label={t("linkToLine", { line: line.number })}
        aria-current={marked ? "true" : undefined}
        className={clsx(
          "w-12 shrink-0 select-none pr-2 text-right hover:text-ink lg:w-16",
          marked ? "font-semibold text-ink" : "text-ink-3",
        )}
      >
        {line.number.toLocaleString(locale)}
      </button>
      {times && (
        <time
          dateTime={line.at}
          title={line.at}
          className="w-16 shrink-0 select-none pr-3 text-right text-ink-3"
        >
          {clock(line.at, since)}
        </time>
      )}
      <span
        className={clsx(
          "w-6 shrink-0 select-none border-l-2 pl-0.5 text-small lg:w-7 lg:pl-1",
          stderr ? "border-bad-solid text-bad" : "border-transparent",
        )}
      >
        {stderr && (
          <abbr title="stderr" className="no-underline">
            {"2>"}
          </abbr>
        )}
      </span>
      <bdi dir="ltr" className={clsx("min-w-0", wrap ? "whitespace-pre-wrap break-all" : "whitespace-pre")}>
        <Stretches stretches={colourStretches(drawn)} find={find} now={marked} />
        {line.text.length > longest && (
          <span className="text-ink-3">{` ${t("longLine", { count: line.text.length - longest })}`}</span>
        )}
      </bdi>
    </div>
  );
}

/** From the start of the script: `0:41`, `1:02:41`. */
function clock(at: string, since: string | null): string {
  if (since === null) return at.slice(11, 19);
  const seconds = Math.max(0, Math.floor((Date.parse(at) - Date.parse(since)) / 1_000));
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

function Stretches({ stretches, find, now }: { stretches: Stretch[]; find: LogFocus["find"]; now: boolean }) {
  const marks = find === null ? [] : placesOf(stretches.map((one) => one.text).join(""), find);
  let from = 0;
  return stretches.map((stretch, at) => {
    const start = from;
    from += stretch.text.length;
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: a line's stretches have no other name
      <span key={at} className={stretch.className || undefined} style={stretch.style}>
        {partsOf(stretch.text, start, marks).map((part) =>
          part.hit ? (
            <mark
              key={part.at}
              className={clsx(
                "rounded-xs",
                now ? "bg-mark-now text-black outline outline-ink" : "bg-mark text-on-mark",
              )}
            >
              {part.text}
            </mark>
          ) : (
            part.text
          ),
        )}
      </span>
    );
  });
}

type Place = [from: number, to: number];

function placesOf(line: string, { text, matchCase }: { text: string; matchCase: boolean }): Place[] {
  const fold = (value: string) => (matchCase ? value : value.toLowerCase());
  const [where, wanted] = [fold(line), fold(text)];
  const places: Place[] = [];
  for (
    let at = where.indexOf(wanted);
    at >= 0 && wanted !== "";
    at = where.indexOf(wanted, at + wanted.length)
  ) {
    places.push([at, at + wanted.length]);
  }
  return places;
}

/** A stretch of a line parted into what is a hit and what is not; a hit may lie over several stretches. */
function partsOf(text: string, start: number, marks: Place[]): { text: string; hit: boolean; at: number }[] {
  const parts: { text: string; hit: boolean; at: number }[] = [];
  let at = 0;
  for (const [from, to] of marks) {
    const [first, last] = [Math.max(0, from - start), Math.min(text.length, to - start)];
    if (last <= 0 || first >= text.length) continue;
    if (first > at) parts.push({ text: text.slice(at, first), hit: false, at });
    parts.push({ text: text.slice(first, last), hit: true, at: first });
    at = last;
  }
  if (at < text.length) parts.push({ text: text.slice(at), hit: false, at });
  return parts;
}
