"use client";

import { Search } from "lucide-react";
import { parseAsInteger, parseAsString, useQueryStates } from "nuqs";
import { useEffect, useRef, useState, useTransition } from "react";
import { useSingleKeys } from "./single-keys.ts";

/** Typing rests this long before the list is asked. */
const restMs = 250;

/** Searches a list by its name; what is searched stands in the URL, and the list begins at its first page. `/` leads here. */
export function SearchBox({ label }: { label: string }) {
  const [, startTransition] = useTransition();
  const [query, setQuery] = useQueryStates(
    { search: parseAsString.withDefault(""), page: parseAsInteger.withDefault(1) },
    { shallow: false, startTransition },
  );
  const [typed, setTyped] = useState(query.search);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (typed === query.search) return;
    const rest = setTimeout(() => void setQuery({ search: typed || null, page: null }), restMs);
    return () => clearTimeout(rest);
  }, [typed, query.search, setQuery]);
  useSingleKeys({ "/": () => box.current?.focus() });
  return (
    <div className="relative w-60">
      <Search size={14} className="absolute top-2.25 left-2.5 text-ink-3" aria-hidden="true" />
      <input
        ref={box}
        type="search"
        aria-label={label}
        placeholder={label}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        className="h-8 w-full rounded-control border border-control bg-surface pr-2.5 pl-8 placeholder:text-ink-3"
      />
    </div>
  );
}
