import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
let now: number | null = null;
let ticking: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  now = Date.now();
  for (const tell of listeners) tell();
}

/** One clock for all that tick on a page, so that a second costs one drawing however many they are. */
function listen(changed: () => void): () => void {
  listeners.add(changed);
  if (ticking === undefined) {
    now = Date.now();
    ticking = setInterval(tick, 1_000);
  }
  return () => {
    listeners.delete(changed);
    if (listeners.size > 0) return;
    clearInterval(ticking);
    ticking = undefined;
    now = null;
  };
}

const rest = () => () => {};
const unknown = () => null;

/**
 * The time of day in milliseconds, a second at a time while it matters. Null at first: the server's page and the
 * browser's first drawing must be the same.
 */
export function useNow(live: boolean): number | null {
  return useSyncExternalStore(live ? listen : rest, live ? () => now : unknown, unknown);
}
