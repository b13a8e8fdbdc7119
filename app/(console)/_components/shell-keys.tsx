"use client";

import dynamic from "next/dynamic";
import { usePathname, useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { leave } from "../../_ui/leaving.ts";
import { useSingleKeys } from "../../_ui/single-keys.ts";
import { isTargetLog, places } from "./places.ts";

/** Loaded when it is first asked for: a list's first load stays small. */
const Palette = dynamic(() => import("./palette.tsx").then((loaded) => loaded.Palette), { ssr: false });

const KeysDialog = dynamic(() => import("./keys-dialog.tsx").then((loaded) => loaded.KeysDialog), {
  ssr: false,
});

const showPalette = "hostrun:palette";
const showKeys = "hostrun:keys";

export function openPalette(): void {
  window.dispatchEvent(new Event(showPalette));
}

export function openKeys(): void {
  window.dispatchEvent(new Event(showKeys));
}

/** The keys that do the same on every page, and what they open. */
export function ShellKeys() {
  const router = useRouter();
  const pathname = usePathname();
  const [palette, setPalette] = useState(false);
  const [wanted, setWanted] = useState(false);
  const [keys, setKeys] = useState(false);
  useEffect(() => {
    const find = () => {
      setWanted(true);
      setPalette(true);
    };
    const list = () => setKeys(true);
    const hear = (event: KeyboardEvent) => {
      if (
        event.key.toLowerCase() === "k" &&
        (event.metaKey || event.ctrlKey) &&
        !event.shiftKey &&
        !event.altKey
      ) {
        event.preventDefault();
        find();
      } else if (event.key === "Escape") leaveField(event);
    };
    document.addEventListener("keydown", hear);
    window.addEventListener(showPalette, find);
    window.addEventListener(showKeys, list);
    return () => {
      document.removeEventListener("keydown", hear);
      window.removeEventListener(showPalette, find);
      window.removeEventListener(showKeys, list);
    };
  }, []);
  const goes = places.map(({ key, href }) => [`g ${key}`, () => leave(() => router.push(href))] as const);
  const moves: Record<string, () => void> = isTargetLog(pathname)
    ? {}
    : { j: () => focusRow(1), k: () => focusRow(-1) };
  useSingleKeys({
    ...Object.fromEntries(goes),
    ...moves,
    "?": () => setKeys(true),
    n: () => document.querySelector<HTMLElement>("#content [data-new]")?.click(),
  });
  return (
    <>
      {wanted && <Palette open={palette} onOpenChange={setPalette} showKeys={() => setKeys(true)} />}
      {keys && <KeysDialog open onOpenChange={setKeys} />}
    </>
  );
}

function leaveField({ target }: KeyboardEvent): void {
  if (target instanceof HTMLElement && target.matches("#content :is(input, textarea)")) target.blur();
}

/** From the row that has the focus to the next or previous one; from none to the first. */
function focusRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>("#content tbody tr:has(a[href])")];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = at < 0 ? rows[0] : rows[at + step];
  next?.querySelector<HTMLElement>("a[href]")?.focus();
}
