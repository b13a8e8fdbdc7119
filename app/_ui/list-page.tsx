import { Download, type LucideIcon, Plus } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { buttonClass } from "./button.tsx";
import { Empty } from "./empty.tsx";
import { PageHeader } from "./page-header.tsx";
import { Pagination } from "./pagination.tsx";

/** A list as a page: its count and the way to a new one; where there is nothing yet, what this would be. */
export function ListPage({
  title,
  count,
  make,
  other,
  download,
  nothingYet,
  page,
  list,
  children,
}: {
  title: string;
  count: string;
  /** Where a new one is made; absent where they make themselves. */
  make?: { href: Route; label: string };
  /** A further way, quieter: from a file. */
  other?: { href: Route; label: string };
  /** The list as a file, narrowed as it is shown. */
  download?: { href: string; label: string };
  /** Set where nothing is there and nothing was searched for. */
  nothingYet: { icon: LucideIcon; words: string } | null;
  page: number;
  list: { total: number; totalCapped: boolean };
  children: ReactNode;
}) {
  const action = (
    <>
      {download && nothingYet === null && (
        <a href={download.href} download className={buttonClass("quiet")}>
          <Download size={14} strokeWidth={1.75} aria-hidden="true" /> {download.label}
        </a>
      )}
      {other && (
        <Link href={other.href} className={buttonClass("plain")}>
          {other.label}
        </Link>
      )}
      {make && (
        <Link data-new href={make.href} className={buttonClass("strong")}>
          <Plus size={14} aria-hidden="true" /> {make.label}
        </Link>
      )}
    </>
  );
  return (
    <>
      <PageHeader title={title} beside={<span className="text-ink-2">{count}</span>} actions={action} />
      {nothingYet === null ? (
        <>
          {children}
          <Pagination page={page} pageSize={20} {...list} />
        </>
      ) : (
        <Empty icon={nothingYet.icon} action={action}>
          {nothingYet.words}
        </Empty>
      )}
    </>
  );
}
