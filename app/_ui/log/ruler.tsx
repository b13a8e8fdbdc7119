"use client";

import { useTranslations } from "next-intl";
import type { LogLine } from "./lines.ts";

/** Rows that a ruler is drawn in; several lines share one. */
const rows = 300;

/** The whole log at a glance: stderr at the left, hits at the right, the line in focus across. A click goes there. */
export function Ruler({
  lines,
  total,
  hits,
  now,
  onGo,
}: {
  lines: LogLine[];
  total: number;
  hits: number[];
  now: number | null;
  onGo: (line: number) => void;
}) {
  const t = useTranslations("targetLog");
  const rowOf = (number: number) =>
    Math.min(rows - 1, Math.floor(((number - 1) / Math.max(1, total)) * rows));
  const errors = new Set(
    lines.flatMap((line) => (line.kind === "text" && line.stream === "stderr" ? [rowOf(line.number)] : [])),
  );
  const found = new Set(hits.map(rowOf));
  const go = (event: React.MouseEvent<HTMLButtonElement>) => {
    const { top, height } = event.currentTarget.getBoundingClientRect();
    onGo(Math.max(1, Math.ceil(((event.clientY - top) / height) * total)));
  };
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={t("ruler")}
      onClick={go}
      className="relative w-3 shrink-0 border-line border-l bg-ground max-lg:hidden"
    >
      <svg
        viewBox={`0 0 12 ${rows}`}
        preserveAspectRatio="none"
        className="absolute inset-0 size-full"
        aria-hidden="true"
      >
        {[...errors].map((row) => (
          <rect key={row} x="1" y={row} width="5" height="1.2" className="fill-bad-solid" />
        ))}
        {[...found].map((row) => (
          <rect key={row} x="6" y={row} width="5" height="1.2" className="fill-warn-solid" />
        ))}
        {now !== null && <rect x="1" y={rowOf(now)} width="10" height="1.6" className="fill-ink" />}
      </svg>
    </button>
  );
}
