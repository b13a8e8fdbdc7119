import clsx from "clsx";
import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";

/** A row's name, the way into it. Rows are many: what lies behind them is fetched when one is opened. */
export function RowLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link href={href as Route} prefetch={false} className="font-medium hover:underline">
      {children}
    </Link>
  );
}

/** Tabs of a page as links, so that each has its address. */
export function Tabs({
  tabs,
}: {
  tabs: { href: string; label: string; count?: number; current: boolean }[];
}) {
  return (
    <nav className="flex gap-5 border-line border-b px-4 lg:px-6">
      {tabs.map(({ href, label, count, current }) => (
        <Link
          key={href}
          href={href as Route}
          aria-current={current ? "page" : undefined}
          className={clsx(
            "-mb-px flex h-10 items-center gap-1.5 border-b-2",
            current ? "border-ink font-medium" : "border-transparent text-ink-2 hover:text-ink",
          )}
        >
          {label} {count !== undefined && <span className="text-ink-3">{count}</span>}
        </Link>
      ))}
    </nav>
  );
}
