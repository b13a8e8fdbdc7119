"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { buttonClass } from "./button.tsx";

/** Where one is in a list, and the way to the pages before and after; all of it links, so that back works. */
export function Pagination({
  page,
  pageSize,
  total,
  totalCapped,
}: {
  page: number;
  pageSize: number;
  total: number;
  totalCapped: boolean;
}) {
  const t = useTranslations("common");
  const pathname = usePathname();
  const search = useSearchParams();
  if (total === 0) return null;
  const last = Math.ceil(total / pageSize);
  const to = (target: number) => {
    const query = new URLSearchParams(search);
    query.set("page", String(target));
    return `${pathname}?${query}` as Route;
  };
  const range = {
    from: (page - 1) * pageSize + 1,
    to: Math.min(page * pageSize, total),
    total,
    capped: String(totalCapped),
  };
  return (
    <nav aria-label={t("pages")} className="flex items-center gap-2 px-4 py-3 text-ink-2 text-small lg:px-6">
      {t("range", range)}
      {last > 1 && (
        <span className="ml-auto flex gap-1">
          <Step href={to(page - 1)} off={page <= 1} name={t("previous")} icon={<ChevronLeft size={14} />} />
          <Step href={to(page + 1)} off={page >= last} name={t("next")} icon={<ChevronRight size={14} />} />
        </span>
      )}
    </nav>
  );
}

function Step({ href, off, name, icon }: { href: Route; off: boolean; name: string; icon: React.ReactNode }) {
  const look = buttonClass("plain", true);
  if (off)
    return (
      <span aria-disabled="true" className={look}>
        {icon}
      </span>
    );
  return (
    <Link href={href} aria-label={name} className={look}>
      {icon}
    </Link>
  );
}
