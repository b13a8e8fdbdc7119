"use client";

import { useEffect, useState } from "react";

const place = "hostrun.single-keys";
const changed = "hostrun:single-keys";

/** Whether keys without Ctrl or ⌘ do anything; a person may turn them off in this browser (WCAG 2.1.4). */
export function singleKeysOn(): boolean {
  return localStorage.getItem(place) !== "off";
}

/** The same as a state, and what turns it. */
export function useSingleKeysOn(): [boolean, (on: boolean) => void] {
  const [on, setOn] = useState(true);
  useEffect(() => {
    const look = () => setOn(singleKeysOn());
    look();
    window.addEventListener(changed, look);
    return () => window.removeEventListener(changed, look);
  }, []);
  return [on, turnSingleKeys];
}

function turnSingleKeys(on: boolean): void {
  localStorage.setItem(place, on ? "on" : "off");
  window.dispatchEvent(new Event(changed));
}

/** A box that is ticked takes no letters. */
const fields =
  "input:not([type=checkbox]), textarea, select, [contenteditable], [role=dialog], [role=alertdialog]";

/** Whether a key press is meant as a single key: not typed into something, nothing held, none of it off. */
export function isSingleKey(event: KeyboardEvent): boolean {
  if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented || event.isComposing)
    return false;
  if (event.target instanceof Element && event.target.closest(fields) !== null) return false;
  return singleKeysOn();
}

/** A sequence such as `g t` counts as one when its second key comes within this time. */
const sequenceMs = 1_000;

/** Hears single keys (`j`, `?`) and sequences (`g t`) while the caller is shown. */
export function useSingleKeys(keys: Record<string, () => void>): void {
  useEffect(() => {
    let first: { key: string; at: number } | null = null;
    const hear = (event: KeyboardEvent) => {
      if (!isSingleKey(event)) return;
      const sequence =
        first !== null && event.timeStamp - first.at < sequenceMs ? `${first.key} ${event.key}` : "";
      const act = keys[sequence] ?? keys[event.key];
      first = { key: event.key, at: event.timeStamp };
      if (act === undefined) return;
      first = null;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", hear);
    return () => document.removeEventListener("keydown", hear);
  }, [keys]);
}
