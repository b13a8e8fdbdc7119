"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { buttonClass } from "./button.tsx";
import { SearchBox } from "./search-box.tsx";

/** A list's search and filters; where nothing matches, the way back to everything. */
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
  return (
    <>
      <div className="group/bar relative flex min-h-12 flex-wrap items-center gap-2 px-4 py-2 lg:px-6">
        <SearchBox label={search} />
        {children}
        <div className="contents group-has-data-bulk/bar:md:invisible">{more}</div>
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
