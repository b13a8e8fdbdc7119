"use client";

import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Kbd } from "./kbd.tsx";
import { useSingleKeys } from "./single-keys.ts";
import { useFilter } from "./use-filter.ts";

/** Typing rests this long before the list is asked. */
const restMs = 250;

/** Searches a list by its name; what is searched stands in the URL, and the list begins at its first page. `/` leads here. */
export function SearchBox({ label }: { label: string }) {
  const { value, choose } = useFilter("search");
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  const [asked, setAsked] = useState(value);
  const box = useRef<HTMLInputElement>(null);
  // Back and forward change it too; what was typed since it was asked for stays.
  if (value !== known) {
    setKnown(value);
    if (value !== asked) {
      setAsked(value);
      setTyped(value);
    }
  }
  useEffect(() => {
    if (typed === value) return;
    const rest = setTimeout(() => {
      setAsked(typed);
      choose(typed, "replace");
    }, restMs);
    return () => clearTimeout(rest);
  });
  useSingleKeys({ "/": () => box.current?.focus() });
  return (
    <div className="relative w-60 max-md:min-w-0 max-md:flex-1">
      <Search
        size={14}
        className="absolute top-2.25 left-2.5 text-ink-3 max-md:top-3.75"
        aria-hidden="true"
      />
      <input
        ref={box}
        type="search"
        aria-label={label}
        placeholder={label}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        className="peer h-8 w-full rounded-control border border-control bg-surface pr-2.5 pl-8 placeholder:text-ink-3 max-md:h-11"
      />
      <span
        aria-hidden="true"
        className="pointer-events-none absolute top-1.5 right-2 hidden md:peer-placeholder-shown:block"
      >
        <Kbd>/</Kbd>
      </span>
    </div>
  );
}
