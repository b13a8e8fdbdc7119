"use client";

import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useTransition } from "react";

/** A filter of a list, kept in the URL: back works, and a list that is filtered anew begins at its first page. */
export function useFilter(name: string): {
  value: string;
  /** `replace` where each letter typed would be a step back. */
  choose: (value: string, way?: "push" | "replace") => void;
} {
  const router = useRouter();
  const pathname = usePathname();
  const search = useSearchParams();
  const [, startTransition] = useTransition();
  const choose = (value: string, way: "push" | "replace" = "push") => {
    const query = new URLSearchParams(search);
    query.delete("page");
    if (value === "") query.delete(name);
    else query.set(name, value);
    startTransition(() => router[way](`${pathname}?${query}` as never));
  };
  return { value: search.get(name) ?? "", choose };
}
