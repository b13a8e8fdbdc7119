import clsx from "clsx";
import type { Counts } from "../../server/task-log/output.ts";

const parts: [keyof Counts, string][] = [
  ["succeeded", "bg-ok-solid"],
  ["failed", "bg-bad-solid"],
  ["timed_out", "bg-bad-solid"],
  ["unreachable", "bg-warn-solid"],
  ["lost", "bg-lost-solid"],
  ["cancelled", "bg-line-2"],
  ["skipped", "bg-line-2"],
  ["active", "bg-[repeating-linear-gradient(135deg,var(--now-solid)_0_3px,var(--now-line)_3px_6px)]"],
];

/** How far a run is, in the colours of its states; the counts beside it say the same in numbers. */
export function ProgressBar({ counts, tall = false }: { counts: Counts; tall?: boolean }) {
  return (
    <span
      aria-hidden="true"
      className={clsx("flex w-full gap-px overflow-hidden rounded-full bg-line", tall ? "h-2.5" : "h-1")}
    >
      {parts.map(([name, look]) =>
        counts[name] === 0 ? null : (
          <span
            key={name}
            className={clsx(look, "transition-[flex-grow] duration-300 ease-linear")}
            style={{ flexGrow: counts[name] }}
          />
        ),
      )}
      {counts.pending > 0 && <span style={{ flexGrow: counts.pending }} />}
    </span>
  );
}
