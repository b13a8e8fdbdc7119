import { ChevronDown, ChevronRight } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";

/** Opens a row in place, or closes it; which one is open stands in the URL. */
export function RowToggle({ label, open, href }: { label: string; open: boolean; href: string }) {
  const Sign = open ? ChevronDown : ChevronRight;
  return (
    <Link
      href={href as Route}
      scroll={false}
      aria-expanded={open}
      aria-label={label}
      className="inline-flex size-6 items-center justify-center rounded-control hover:bg-hover"
    >
      <Sign size={14} strokeWidth={1.75} aria-hidden="true" />
    </Link>
  );
}

type Query = Record<string, string | string[] | undefined>;

/** The list's address with this row open, or, where it is open, with none. */
export function toggleHref(query: Query, id: number | string, open: number | string | null): string {
  return openHref(query, open === id ? {} : { open: String(id) });
}

/** The list's address with what is open in it, instead of what was. */
export function openHref(query: Query, opened: Record<string, string>): string {
  const kept = Object.entries(query).flatMap(([key, value]) =>
    key === "open" || key === "notice" || typeof value !== "string" ? [] : [[key, value]],
  );
  return `?${new URLSearchParams([...kept, ...Object.entries(opened)])}`;
}
