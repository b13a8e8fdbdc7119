"use client";

import { useEffect, useState } from "react";

/** A page that nobody sees keeps its stream so long. */
const hiddenMs = 10_000;

/** Whether the page is seen, or was a moment ago. */
export function useShownPage(): boolean {
  const [shown, setShown] = useState(true);
  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      clearTimeout(waiting);
      if (!document.hidden) setShown(true);
      else waiting = setTimeout(() => setShown(false), hiddenMs);
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => {
      clearTimeout(waiting);
      document.removeEventListener("visibilitychange", look);
    };
  }, []);
  return shown;
}
