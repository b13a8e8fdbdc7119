"use client";

import type { Route } from "next";
import { usePathname, useSearchParams } from "next/navigation";

/** Addresses of the same list with some of its words changed (null takes one away), from its first page on. */
export function useListHref(): (changes: Record<string, string | null>) => Route {
  const pathname = usePathname();
  const search = useSearchParams();
  return (changes) => {
    const query = new URLSearchParams(search);
    query.delete("page");
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) query.delete(name);
      else query.set(name, value);
    }
    return `${pathname}?${query}` as Route;
  };
}
