"use client";

import { ChevronLeft, ChevronRight, GitFork, Globe } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { buttonClass } from "../../../_ui/button.tsx";
import { FilterLinks } from "../../../_ui/filter-links.tsx";
import { useListHref } from "../../../_ui/list-href.ts";
import { SearchBox } from "../../../_ui/search-box.tsx";
import { type Span, spans } from "./spans.ts";

/** Which part of what is to come is shown; all of it stands in the address. */
export function UpcomingBar({
  span,
  from,
  only,
  collisions,
  zone,
}: {
  span: Span;
  /** Where the axis begins; null: now, whenever that is. */
  from: string | null;
  only: boolean;
  collisions: number;
  zone: string;
}) {
  const t = useTranslations("upcoming");
  const hrefOf = useListHref();
  const moved = (by: number) => {
    const at = (from === null ? Date.now() : Date.parse(from)) + by * spans[span];
    return hrefOf({ from: new Date(at).toISOString() });
  };
  const step = `${buttonClass("plain", true)} max-md:min-h-11`;
  return (
    <div className="flex min-h-12 flex-wrap items-center gap-2 border-line border-b px-4 py-2 lg:px-6">
      <SearchBox label={t("search")} />
      <FilterLinks
        name="span"
        label={t("span")}
        preset="24h"
        values={(Object.keys(spans) as Span[]).map((value) => ({ value, label: t(`spans.${value}`) }))}
      />
      <span className="flex gap-1">
        <Link
          href={moved(-1)}
          prefetch={false}
          aria-label={t("earlier")}
          title={t("earlier")}
          className={step}
        >
          <ChevronLeft size={14} aria-hidden="true" />
        </Link>
        <Link href={hrefOf({ from: null })} prefetch={false} className={step}>
          {t("now")}
        </Link>
        <Link href={moved(1)} prefetch={false} aria-label={t("later")} title={t("later")} className={step}>
          <ChevronRight size={14} aria-hidden="true" />
        </Link>
      </span>
      {(collisions > 0 || only) && (
        <Link
          href={hrefOf({ collisions: only ? null : "true" })}
          prefetch={false}
          aria-current={only ? "true" : undefined}
          className={`${step} aria-current:bg-ink aria-current:text-on-ink`}
        >
          <GitFork size={14} strokeWidth={1.75} aria-hidden="true" />{" "}
          {t("onlyColliding", { count: collisions })}
        </Link>
      )}
      <span className="ml-auto flex items-center gap-1.5 text-ink-3 text-small">
        <Globe size={14} aria-hidden="true" /> {t("timesBy", { zone })}
      </span>
    </div>
  );
}
