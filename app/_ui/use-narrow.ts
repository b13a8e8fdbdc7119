"use client";

import { useSyncExternalStore } from "react";

/** Where the columns of a page stand below each other: Tailwind's `lg` begins behind it. */
const query = "(max-width: 1023px)";

function listen(changed: () => void): () => void {
  const media = window.matchMedia(query);
  media.addEventListener("change", changed);
  return () => media.removeEventListener("change", changed);
}

/** Whether the page is as narrow as a phone now. */
export function isNarrow(): boolean {
  return window.matchMedia(query).matches;
}

/** The same while it may change; no at first, since a server does not know. */
export function useNarrow(): boolean {
  return useSyncExternalStore(listen, isNarrow, () => false);
}
