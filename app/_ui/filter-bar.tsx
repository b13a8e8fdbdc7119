"use client";

import clsx from "clsx";
import { ListFilter } from "lucide-react";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { buttonClass } from "./button.tsx";
import { SearchBox } from "./search-box.tsx";

/** What else a list's URL says. */
const notFilters = new Set(["page", "search", "sort", "order", "open", "tab"]);

/** A list's search and filters, on a phone behind one button that counts those that are set; where nothing matches, the way back to everything. */
export function FilterBar({
  search,
  found,
  more,
  bulk,
  children,
}: {
  search: string;
  found: number;
  /** Further filters, which make room for the bulk bar. */
  more?: ReactNode;
  /** What stands at the right end while rows are picked. */
  bulk?: ReactNode;
  children?: ReactNode;
}) {
  const t = useTranslations("common");
  const pathname = usePathname();
  const active = [...useSearchParams().keys()].filter((name) => !notFilters.has(name)).length;
  const [open, setOpen] = useState(false);
  return (
    <>
      <div className="group/bar relative flex min-h-12 flex-wrap items-center gap-2 px-4 py-2 lg:px-6">
        <SearchBox label={search} />
        {(children || more) && (
          <button
            type="button"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            className={clsx(buttonClass("plain"), "shrink-0 md:hidden max-md:h-11")}
          >
            <ListFilter size={16} strokeWidth={1.75} aria-hidden="true" />{" "}
            {active === 0 ? t("filters") : t("filtersSet", { count: active })}
          </button>
        )}
        <div
          className={clsx(
            "max-md:w-full max-md:flex-wrap max-md:gap-2 md:contents",
            open ? "max-md:flex" : "max-md:hidden",
          )}
        >
          {children}
          <div className="contents group-has-data-bulk/bar:md:invisible">{more}</div>
        </div>
        {bulk}
      </div>
      {found === 0 && (
        <p className="flex items-center gap-3 px-4 py-6 text-ink-2 lg:px-6">
          {t("nothingFound")}
          <Link href={pathname as never} className={buttonClass("plain", true)}>
            {t("clearFilters")}
          </Link>
        </p>
      )}
    </>
  );
}
