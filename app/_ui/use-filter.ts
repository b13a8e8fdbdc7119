"use client";

import { useRouter, useSearchParams } from "next/navigation";
import { useTransition } from "react";
import { useListHref } from "./list-href.ts";

/** A filter of a list, kept in the URL: back works, and a list that is filtered anew begins at its first page. */
export function useFilter(name: string): {
  value: string;
  /** `replace` where each letter typed would be a step back. */
  choose: (value: string, way?: "push" | "replace") => void;
} {
  const router = useRouter();
  const hrefOf = useListHref();
  const [, startTransition] = useTransition();
  const choose = (value: string, way: "push" | "replace" = "push") =>
    startTransition(() => router[way](hrefOf({ [name]: value === "" ? null : value })));
  return { value: useSearchParams().get(name) ?? "", choose };
}
