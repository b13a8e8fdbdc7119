import clsx from "clsx";
import type { ReactNode } from "react";
import type { TargetLogState } from "../../server/domain/target-log-state.ts";
import type { TaskLogState } from "../../server/domain/task-log-state.ts";

export type GlyphState = TargetLogState | TaskLogState;

const ring = <circle cx="8" cy="8" r="5.5" fill="none" />;

/** One silhouette a state, so that no state is told by its colour alone; the in-flight ones fill like a clock. */
const shapes: Record<GlyphState, ReactNode> = {
  pending: <circle cx="8" cy="8" r="5.5" fill="none" strokeDasharray="1.6 2.3" />,
  queued: <circle cx="8" cy="8" r="5.5" fill="none" strokeDasharray="1.6 2.3" />,
  connecting: (
    <>
      {ring}
      <path d="M8 8V4.6A3.4 3.4 0 0 1 11.4 8Z" fill="currentColor" stroke="none" />
    </>
  ),
  exec_sent: (
    <>
      {ring}
      <path d="M8 4.6a3.4 3.4 0 0 1 0 6.8Z" fill="currentColor" stroke="none" />
    </>
  ),
  running: (
    <>
      <path d="M8 2.5A5.5 5.5 0 1 0 13.5 8" fill="none" />
      <circle cx="8" cy="8" r="1.9" fill="currentColor" stroke="none" />
    </>
  ),
  cancelling: (
    <>
      <path d="M8 2.5A5.5 5.5 0 1 0 13.5 8" fill="none" />
      <rect x="6.2" y="6.2" width="3.6" height="3.6" fill="currentColor" stroke="none" />
    </>
  ),
  paused: (
    <path
      d="M4.5 2.8h7M4.5 13.2h7M5.3 3c0 3 2.7 3.6 2.7 5s-2.7 2-2.7 5M10.7 3c0 3-2.7 3.6-2.7 5s2.7 2 2.7 5"
      fill="none"
    />
  ),
  succeeded: <path d="m3.4 8.4 3.1 3.1 6.1-6.6" fill="none" strokeWidth="2" />,
  failed: <path d="m4.2 4.2 7.6 7.6m0-7.6-7.6 7.6" fill="none" strokeWidth="2.4" />,
  timed_out: (
    <path d="M4.2 2.5h7.6v1.2L9 8l2.8 4.3v1.2H4.2v-1.2L7 8 4.2 3.7Z" fill="currentColor" strokeWidth="1" />
  ),
  unreachable: <path d="M2 8h4.2M9.8 8H14M9.6 4 6.4 12" fill="none" strokeWidth="1.9" />,
  lost: (
    <>
      <path d="M5.4 5.8A2.6 2.6 0 1 1 8 8.6v1.2" fill="none" strokeWidth="2" />
      <circle cx="8" cy="12.6" r="1.2" fill="currentColor" stroke="none" />
    </>
  ),
  interrupted: <path d="M9 2 4.4 8.8H8L7 14l4.6-6.8H8Z" fill="currentColor" strokeWidth="1" />,
  cancelled: <rect x="4" y="4" width="8" height="8" rx="1" fill="none" strokeWidth="1.8" />,
  skipped: <path d="m3.6 4.4 3.6 3.6-3.6 3.6M8.6 4.4l3.6 3.6-3.6 3.6" fill="none" strokeWidth="1.8" />,
};

const turning = new Set<GlyphState>(["running", "cancelling"]);

/**
 * A state's sign. It stands beside the state's word; alone, its box carries the word for screen readers. One in flight
 * turns, unless what it stands in is `data-still`: many that turn keep a machine without a GPU drawing all the time.
 */
export function StateGlyph({ state, size = 14 }: { state: GlyphState; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
      className={clsx(
        "shrink-0",
        turning.has(state) && "animate-[turn_1.6s_steps(24)_infinite] in-data-still:animate-none",
      )}
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {shapes[state]}
    </svg>
  );
}
