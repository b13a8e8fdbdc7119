"use client";

import clsx from "clsx";
import { ArrowDown, ArrowUp } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { useListHref } from "./list-href.ts";
import type { Order, Sorted } from "./list-params.ts";

/** A column's head that sorts by it: first in its own order, then in the other. Which it is stands in the URL. */
export function SortLink({
  by,
  first,
  sorted,
  right,
  children,
}: {
  by: string;
  first: Order;
  sorted: Sorted;
  /** Where the column is set to the right, the arrow stands before the word. */
  right: boolean;
  children: ReactNode;
}) {
  const hrefOf = useListHref();
  const current = sorted.sort === by ? sorted.order : null;
  const next = current === null ? first : current === "asc" ? "desc" : "asc";
  const Arrow = (current ?? first) === "asc" ? ArrowUp : ArrowDown;
  return (
    <Link
      href={hrefOf({ sort: by, order: next })}
      scroll={false}
      prefetch={false}
      className={clsx(
        "group inline-flex h-full items-center gap-1 hover:text-ink",
        current !== null && "text-ink",
        right && "flex-row-reverse",
      )}
    >
      {children}
      <Arrow
        size={12}
        strokeWidth={1.75}
        aria-hidden="true"
        className={clsx(
          "shrink-0",
          current === null && "opacity-0 group-hover:opacity-60 group-focus-visible:opacity-60",
        )}
      />
    </Link>
  );
}
