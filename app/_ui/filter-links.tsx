"use client";

import clsx from "clsx";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useListHref } from "./list-href.ts";

export interface FilterValue {
  value: string;
  label: string;
  /** The sign of a state, before its word. */
  sign?: ReactNode;
  count?: number;
}

/** A filter of few values, all in sight, as links: what is chosen stands in the URL, and back works. */
export function FilterLinks({
  name,
  label,
  all,
  preset,
  values,
}: {
  name: string;
  label: string;
  /** How many there are without this filter, where that is known. */
  all?: number;
  /** Of values of which one always holds: the one that does where the URL says none. */
  preset?: string;
  values: FilterValue[];
}) {
  const t = useTranslations("common");
  const hrefOf = useListHref();
  const current = useSearchParams().get(name) ?? preset ?? null;
  const everything: Omit<FilterValue, "value"> & { value: string | null } = {
    value: null,
    label: t("all"),
    count: all,
  };
  return (
    <nav
      aria-label={label}
      className="flex h-7 overflow-x-auto rounded-control border border-line-2 bg-surface focus-within:relative focus-within:z-20 max-md:h-11"
    >
      {(preset === undefined ? [everything, ...values] : values).map((one) => (
        <Link
          key={one.value}
          href={hrefOf({ [name]: one.value === preset ? null : one.value })}
          prefetch={false}
          aria-current={one.value === current ? "true" : undefined}
          className={clsx(
            "flex items-center gap-1.5 whitespace-nowrap border-line-2 px-2.5 text-small not-first:border-l max-md:px-3.5",
            one.value === current ? "bg-ink text-on-ink **:text-on-ink" : "hover:bg-hover",
          )}
        >
          {one.sign}
          {one.label}
          {one.count !== undefined && <span>{one.count.toLocaleString("en")}</span>}
        </Link>
      ))}
    </nav>
  );
}
