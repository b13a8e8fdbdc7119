import { useEffect, useState } from "react";

/**
 * The time of day in milliseconds, a second at a time while it matters. Null at first: the server's page and the
 * browser's first drawing must be the same.
 */
export function useNow(live: boolean): number | null {
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    if (!live) return;
    setNow(Date.now());
    const ticking = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(ticking);
  }, [live]);
  return now;
}
