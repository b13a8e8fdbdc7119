"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import clsx from "clsx";
import { ArrowDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { formatBytes } from "../format.ts";
import { colourStretches } from "./colours.ts";
import type { LogLine } from "./lines.ts";

const lineHeight = 20;
/** So near to the end, a reader follows it. */
const nearPx = 40;

/**
 * Output as a machine wrote it: only the lines in sight are in the page. It follows the end until the reader
 * scrolls up; then new lines wait behind a pill. A line's number is its address.
 */
export function LogView({
  lines,
  wrap,
  times,
  empty,
}: {
  lines: LogLine[];
  wrap: boolean;
  times: boolean;
  empty: string;
}) {
  const t = useTranslations("targetLog");
  const box = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState(true);
  const [seen, setSeen] = useState(lines.length);
  const [marked, setMarked] = useState<number | null>(null);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => lineHeight,
    overscan: 30,
  });
  useEffect(() => {
    const asked = /^#L(\d+)$/.exec(window.location.hash)?.[1];
    if (asked === undefined) return;
    setMarked(Number(asked));
    setFollowing(false);
    virtual.scrollToIndex(Number(asked) - 1, { align: "center" });
  }, [virtual]);
  useEffect(() => {
    if (!following || lines.length === 0) return;
    virtual.scrollToIndex(lines.length - 1, { align: "end" });
    setSeen(lines.length);
  }, [following, lines.length, virtual]);
  const look = () => {
    const { current } = box;
    if (current === null) return;
    const near = current.scrollHeight - current.scrollTop - current.clientHeight < nearPx;
    if (!near && following) setSeen(lines.length);
    setFollowing(near);
  };
  const mark = (number: number) => {
    setMarked(number);
    window.history.replaceState(null, "", `#L${number}`);
  };
  if (lines.length === 0) return <p className="flex-1 bg-log p-6 text-ink-2">{empty}</p>;
  return (
    <div className="relative flex min-h-0 flex-1 flex-col bg-log">
      <div
        ref={box}
        onScroll={look}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        role="log"
        aria-label={t("log")}
        className="min-h-0 flex-1 overflow-auto py-2"
      >
        <div className="relative w-full" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const line = lines[item.index];
            return (
              <div
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                className="absolute inset-x-0 top-0"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                {line?.kind === "text" && (
                  <TextLine
                    line={line}
                    wrap={wrap}
                    times={times}
                    marked={marked === line.number}
                    onMark={mark}
                  />
                )}
                {line?.kind === "cut" && (
                  <p className="my-1 bg-[repeating-linear-gradient(135deg,var(--line)_0_4px,transparent_4px_8px)] py-1 text-center text-ink-2 text-small">
                    <span className="rounded-full bg-log px-3">
                      {t("cut", { bytes: formatBytes(line.bytes), lines: line.lines })}
                    </span>
                  </p>
                )}
              </div>
            );
          })}
        </div>
      </div>
      {!following && (
        <button
          type="button"
          onClick={() => setFollowing(true)}
          className="absolute bottom-4 left-1/2 flex h-8 -translate-x-1/2 items-center gap-1.5 rounded-full bg-ink px-4 font-medium text-on-ink text-small shadow-float"
        >
          <ArrowDown size={14} aria-hidden="true" /> {t("jump", { count: Math.max(0, lines.length - seen) })}
        </button>
      )}
    </div>
  );
}

function TextLine({
  line,
  wrap,
  times,
  marked,
  onMark,
}: {
  line: LogLine & { kind: "text" };
  wrap: boolean;
  times: boolean;
  marked: boolean;
  onMark: (number: number) => void;
}) {
  const stderr = line.stream === "stderr";
  return (
    <div className={clsx("flex min-h-5 font-mono text-code text-log-ink", marked && "bg-select")}>
      <button
        type="button"
        onClick={() => onMark(line.number)}
        className="w-14 shrink-0 select-none pr-2 text-right text-ink-3 hover:text-ink"
      >
        {line.number}
      </button>
      <span
        className={clsx(
          "w-7 shrink-0 select-none border-l-2 pl-1 text-small",
          stderr ? "border-warn-solid text-warn" : "border-transparent",
        )}
      >
        {stderr ? "2>" : ""}
      </span>
      {times && <time className="w-24 shrink-0 select-none text-ink-3">{line.at.slice(11, 23)}</time>}
      <bdi
        dir="ltr"
        className={clsx("min-w-0 pr-4", wrap ? "whitespace-pre-wrap break-all" : "whitespace-pre")}
      >
        {colourStretches(line.text).map((stretch, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line's stretches have no other name
          <span key={at} className={stretch.className || undefined}>
            {stretch.text}
          </span>
        ))}
      </bdi>
    </div>
  );
}
