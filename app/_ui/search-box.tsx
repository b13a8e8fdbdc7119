"use client";

import { useEffect, useRef, useState } from "react";
import { SearchInput } from "./search-input.tsx";
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
  return <SearchInput ref={box} label={label} value={typed} onChange={setTyped} keyName="/" />;
}
