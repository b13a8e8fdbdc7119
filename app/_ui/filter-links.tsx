"use client";

import clsx from "clsx";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";

/** A filter of few values, all in sight, as links: what is chosen stands in the URL, and back works. */
export function FilterLinks({
  name,
  label,
  values,
}: {
  name: string;
  label: string;
  values: { value: string; label: string }[];
}) {
  const t = useTranslations("common");
  const pathname = usePathname();
  const search = useSearchParams();
  const current = search.get(name);
  const to = (value: string | null) => {
    const query = new URLSearchParams(search);
    query.delete("page");
    if (value === null) query.delete(name);
    else query.set(name, value);
    return `${pathname}?${query}`;
  };
  return (
    <nav aria-label={label} className="flex h-7 overflow-x-auto rounded-control border border-line-2">
      {[{ value: null, label: t("all") }, ...values].map((one) => (
        <Link
          key={one.value}
          href={to(one.value) as never}
          aria-current={one.value === current ? "true" : undefined}
          className={clsx(
            "flex items-center whitespace-nowrap border-line-2 px-2.5 text-small not-first:border-l",
            one.value === current ? "bg-ink text-on-ink" : "hover:bg-hover",
          )}
        >
          {one.label}
        </Link>
      ))}
    </nav>
  );
}
