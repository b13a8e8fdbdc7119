"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { listCap } from "../../server/domain/list.ts";
import { buttonClass } from "./button.tsx";
import { type Pickable, useSelection } from "./selection.tsx";
import { toast } from "./toast.ts";

const pageSize = 100;
const pagesAtOnce = 4;

/**
 * At the right end of the filter bar while something is picked: how much that is, the way to all that match, and what
 * can be done to it, each with the number that it applies to.
 */
export function BulkBar<T extends Pickable>({
  many,
  total,
  pageOf,
  children,
}: {
  /** A number of such things, with the measure word where the language has one. */
  many: (count: number) => string;
  /** How many match what was searched for and filtered by. */
  total: number;
  /** A page of all that match, in an order that stays. */
  pageOf: (page: { page: number; pageSize: number }) => Promise<T[]>;
  children: ReactNode;
}) {
  const t = useTranslations("bulk");
  const { picked, shown, has, pick, drop } = useSelection<T>();
  const [asking, setAsking] = useState(false);
  const offered = picked.length < total && shown.every(({ id }) => has(id));
  const pickAll = async () => {
    setAsking(true);
    try {
      pick(await allOf(Math.min(total, listCap), pageOf));
    } catch (error) {
      toast.refused(error);
    }
    setAsking(false);
  };
  return (
    <fieldset
      data-bulk
      aria-label={t("bar")}
      className="absolute top-0 right-0 z-10 flex h-12 max-w-full items-center gap-2 overflow-x-auto bg-surface pr-4 pl-3 shadow-[-16px_0_16px_var(--surface)] [clip-path:inset(0_0_0_-32px)] max-md:hidden lg:pr-6"
    >
      <span role="status" className="whitespace-nowrap font-semibold text-small">
        {t("selected", { many: many(picked.length) })}
      </span>
      <button
        type="button"
        aria-label={t("clear")}
        title={t("clear")}
        onClick={() => drop(picked.map(({ id }) => id))}
        className="flex size-7 shrink-0 items-center justify-center rounded-control text-ink-2 hover:bg-hover"
      >
        <X size={14} strokeWidth={1.75} aria-hidden="true" />
      </button>
      {offered && (
        <button
          type="button"
          aria-disabled={asking || undefined}
          onClick={asking ? undefined : () => void pickAll()}
          className={buttonClass("quiet", true)}
        >
          {t("all", { many: many(total) })}
        </button>
      )}
      {children}
    </fieldset>
  );
}

async function allOf<T>(
  total: number,
  pageOf: (page: { page: number; pageSize: number }) => Promise<T[]>,
): Promise<T[]> {
  const pages = Array.from({ length: Math.ceil(total / pageSize) }, (_, at) => at + 1);
  const found: T[] = [];
  while (pages.length > 0) {
    const asked = pages.splice(0, pagesAtOnce).map((page) => pageOf({ page, pageSize }));
    found.push(...(await Promise.all(asked)).flat());
  }
  return found;
}
