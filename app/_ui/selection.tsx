"use client";

import { useTranslations } from "next-intl";
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from "react";
import { useSingleKeys } from "./single-keys.ts";

/** What can be picked in a list; a list adds what its actions need to know. */
export interface Pickable {
  id: number;
  name: string;
}

interface Selection<T extends Pickable> {
  picked: T[];
  /** Those of the page that is shown. */
  shown: T[];
  has: (id: number) => boolean;
  /** `through`: all that stand between the last one that was picked and this. */
  toggle: (id: number, through: boolean) => void;
  togglePage: () => void;
  pick: (items: T[]) => void;
  drop: (ids: number[]) => void;
}

const Context = createContext<Selection<Pickable> | null>(null);

/** What is picked in the list around; its list knows of what kind that is. */
export function useSelection<T extends Pickable>(): Selection<T> {
  const selection = useContext(Context);
  if (selection === null) throw new Error("a selection stands within Selectable");
  return selection as unknown as Selection<T>;
}

/**
 * A list whose rows can be picked. What is picked stays so over its pages; another search or filter is another list
 * and begins with nothing, so that nothing is done to what went out of sight by it. `x` picks the row with the focus.
 */
export function Selectable<T extends Pickable>({
  items,
  asked,
  children,
}: {
  items: T[];
  /** What was searched for and filtered by, as one word. */
  asked: string;
  children: ReactNode;
}) {
  const [known, setKnown] = useState<ReadonlyMap<number, T>>(new Map());
  const [of, setOf] = useState(asked);
  const anchor = useRef<number | null>(null);
  if (of !== asked) {
    setOf(asked);
    setKnown(new Map());
  }
  const fresh = new Map(items.map((item) => [item.id, item]));
  const change = (adding: T[], dropping: number[]) =>
    setKnown((now) => {
      const next = new Map(now);
      for (const item of adding) next.set(item.id, item);
      for (const id of dropping) next.delete(id);
      return next;
    });
  const toggle = (id: number, through: boolean) => {
    const all = items.map((item) => item.id);
    const [from, to] = [all.indexOf(through ? (anchor.current ?? id) : id), all.indexOf(id)];
    const ids = from < 0 ? [id] : all.slice(Math.min(from, to), Math.max(from, to) + 1);
    anchor.current = id;
    if (known.has(id)) change([], ids);
    else
      change(
        items.filter((item) => ids.includes(item.id)),
        [],
      );
  };
  const pageIds = items.map((item) => item.id);
  const whole = items.length > 0 && pageIds.every((id) => known.has(id));
  useSingleKeys({ x: toggleFocused });
  const selection: Selection<T> = {
    picked: [...known.values()].map((item) => fresh.get(item.id) ?? item),
    shown: items,
    has: (id) => known.has(id),
    toggle,
    togglePage: () => (whole ? change([], pageIds) : change(items, [])),
    pick: (more) => change(more, []),
    drop: (ids) => change([], ids),
  };
  return <Context value={selection as unknown as Selection<Pickable>}>{children}</Context>;
}

function toggleFocused(): void {
  const row = document.activeElement?.closest("tr");
  row?.querySelector<HTMLInputElement>("input[data-pick]")?.click();
}

/** A row's box; with the shift key it picks all up to the row. */
export function PickRow({ id, name }: { id: number; name: string }) {
  const t = useTranslations("bulk");
  const { has, toggle } = useSelection();
  const picked = has(id);
  return (
    <input
      type="checkbox"
      data-pick
      data-picked={picked || undefined}
      aria-label={t("pick", { name })}
      checked={picked}
      onChange={({ nativeEvent }) => toggle(id, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)}
      className="block size-4 accent-ink"
    />
  );
}

/** The box in the head: all of the page, some of it, or none. */
export function PickPage() {
  const t = useTranslations("bulk");
  const { shown, has, togglePage } = useSelection();
  const box = useRef<HTMLInputElement>(null);
  const count = shown.filter(({ id }) => has(id)).length;
  const some = count > 0 && count < shown.length;
  useEffect(() => {
    if (box.current !== null) box.current.indeterminate = some;
  }, [some]);
  return (
    <input
      ref={box}
      type="checkbox"
      aria-label={t("pickPage")}
      checked={count > 0 && !some}
      onChange={togglePage}
      className="block size-4 accent-ink"
    />
  );
}
