"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTransition } from "react";
import { useListHref } from "./list-href.ts";
import type { Order, Sorted } from "./list-params.ts";

export interface SortChoice {
  by: string;
  label: string;
  first: Order;
}

/** On a phone a list has no heads: what they sort by is chosen here, and which way. It stands in the URL. */
export function PhoneSort({ sorted, choices }: { sorted: Sorted; choices: SortChoice[] }) {
  const t = useTranslations("common");
  const router = useRouter();
  const hrefOf = useListHref();
  const [, startTransition] = useTransition();
  const sort = (by: string, order: Order) =>
    startTransition(() => router.push(hrefOf({ sort: by, order }), { scroll: false }));
  const rising = sorted.order === "asc";
  const Arrow = rising ? ArrowUp : ArrowDown;
  return (
    <div className="flex items-center justify-end gap-1 px-4 pb-1 md:hidden">
      <select
        aria-label={t("sortBy")}
        value={sorted.sort}
        onChange={({ target: { value } }) =>
          sort(value, choices.find(({ by }) => by === value)?.first ?? "asc")
        }
        className="field-sizing-content h-11 rounded-control bg-surface px-2 text-ink-2 text-small"
      >
        {choices.map(({ by, label }) => (
          <option key={by} value={by}>
            {t("sortedBy", { by: label })}
          </option>
        ))}
      </select>
      <button
        type="button"
        aria-label={t(rising ? "rising" : "falling")}
        onClick={() => sort(sorted.sort, rising ? "desc" : "asc")}
        className="flex size-11 items-center justify-center rounded-control text-ink-2 active:bg-hover"
      >
        <Arrow size={16} strokeWidth={1.75} aria-hidden="true" />
      </button>
    </div>
  );
}
