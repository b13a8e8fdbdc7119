"use client";

import { useEffect, useState } from "react";

/** A value once it has not changed for a moment, so that nobody is asked at every key. */
export function useRested<T>(value: T, restMs: number): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const rest = setTimeout(() => setRested(value), restMs);
    return () => clearTimeout(rest);
  }, [value, restMs]);
  return rested;
}
