"use client";

import type { Route } from "next";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ChangedMany } from "../../server/domain/wire-many.ts";
import { actOnEach, type Outcome } from "./act-on-each.ts";
import { randomKey } from "./random-key.ts";
import { type Pickable, useSelection } from "./selection.tsx";
import { toast } from "./toast.ts";

export interface BulkWords {
  /** While it goes on: `Deleting 12 of 64`. */
  doing: (ended: number) => string;
  /** What was done: `Deleted 2 tasks`. */
  done: (count: number) => string;
  /** What was not, after a comma: `1 refused`. */
  refused: (count: number) => string;
}

interface Bulk<T, R> {
  items: T[];
  words: BulkWords;
  act: (item: T) => Promise<R>;
  atOnce?: number;
  /** Where the results are to be seen. */
  open?: (results: R[]) => string | undefined;
}

const toldReasons = 3;

/**
 * Does one thing to each of what was picked. Progress and result are one toast, which can stop it; what was done is
 * no longer picked then, what was refused is.
 */
export function useBulk<T extends Pickable>(): <R>(bulk: Bulk<T, R>) => Promise<void> {
  const t = useTranslations("bulk");
  const tellEnd = useTellEnd<T>();
  return async ({ items, words, act, open, atOnce = 4 }) => {
    const id = randomKey();
    const stop = new AbortController();
    const action = {
      label: t("stopHere"),
      onClick: (event: { preventDefault: () => void }) => {
        event.preventDefault();
        stop.abort();
      },
    };
    const tell = (ended: number) =>
      toast.loading(words.doing(ended), {
        id,
        description: items.length > atOnce ? t("keepOpen") : undefined,
        action,
      });
    tell(0);
    const unload = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", unload);
    const outcome = await actOnEach(items, act, { atOnce, signal: stop.signal, onEnded: tell });
    window.removeEventListener("beforeunload", unload);
    tellEnd(id, words, outcome, open?.(outcome.done.map(({ result }) => result)));
  };
}

/** Does one thing to all of what was picked by one call. What was refused stays picked, and is said. */
export function useBulkCall<T extends Pickable>(): (bulk: {
  items: T[];
  words: BulkWords;
  act: (ids: number[]) => Promise<ChangedMany>;
}) => Promise<void> {
  const tellEnd = useTellEnd<T>();
  return async ({ items, words, act }) => {
    const id = randomKey();
    toast.loading(words.doing(0), { id });
    try {
      const { refused } = await act(items.map((item) => item.id));
      const why = new Map(refused.map((one) => [one.id, one.reason]));
      tellEnd(id, words, {
        done: items.filter((item) => !why.has(item.id)).map((item) => ({ item, result: undefined })),
        refused: items.flatMap((item) => {
          const reason = why.get(item.id);
          return reason === undefined ? [] : [{ item, why: reason }];
        }),
        left: [],
      });
    } catch (error) {
      toast.refused(error, { id });
    }
  };
}

/** Says in a toast what became of many; what was done is no longer picked. */
function useTellEnd<T extends Pickable>() {
  const t = useTranslations("bulk");
  const router = useRouter();
  const { drop } = useSelection<T>();
  return (
    id: string,
    words: BulkWords,
    { done, refused, left }: Outcome<T, unknown>,
    href?: string,
  ): void => {
    drop(done.map(({ item }) => item.id));
    router.refresh();
    const said = [
      done.length > 0 && words.done(done.length),
      refused.length > 0 && words.refused(refused.length),
      left.length > 0 && t("left", { count: left.length }),
    ];
    const well = refused.length + left.length === 0;
    toast[well ? "success" : "warning"](said.filter(Boolean).join(t("comma")), {
      id,
      duration: well ? 6_000 : Number.POSITIVE_INFINITY,
      description: refused.length > 0 ? <Reasons refused={refused} /> : undefined,
      action:
        href === undefined ? undefined : { label: t("open"), onClick: () => router.push(href as Route) },
    });
  };
}

/** Whom it was refused for and why; of many the first few. */
function Reasons<T extends Pickable>({ refused }: { refused: Outcome<T, unknown>["refused"] }) {
  const t = useTranslations("bulk");
  return (
    <ul>
      {refused.slice(0, toldReasons).map(({ item, why }) => (
        <li key={item.id}>{t("because", { name: item.name, why })}</li>
      ))}
      {refused.length > toldReasons && <li>{t("more", { count: refused.length - toldReasons })}</li>}
    </ul>
  );
}
