import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";

export interface Crumb {
  href: Route;
  label: string;
}

/** A page's head: where it stands, its title with a state and a phrase, a line of facts, and its actions, quiet to strong. */
export function PageHeader({
  crumbs = [],
  here,
  title,
  beside,
  facts,
  actions,
}: {
  crumbs?: Crumb[];
  /** The end of the crumbs: where one is. */
  here?: string;
  title: ReactNode;
  beside?: ReactNode;
  facts?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <header className="sticky top-0 z-10 border-line border-b bg-surface px-4 py-4 lg:px-6">
      {crumbs.length > 0 && (
        <nav className="mb-1 flex gap-1.5 text-ink-3 text-small">
          {crumbs.map(({ href, label }) => (
            <Link
              key={href}
              href={href}
              className="not-last:after:ml-1.5 not-last:after:content-['›'] hover:text-ink"
            >
              {label}
            </Link>
          ))}
          {here !== undefined && <span aria-current="page">{here}</span>}
        </nav>
      )}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h1 className="min-w-0 text-balance break-words text-title">{title}</h1>
        {beside}
        <div className="ml-auto flex flex-wrap gap-2">{actions}</div>
      </div>
      {facts && <div className="mt-1 flex flex-wrap gap-x-5 gap-y-1 text-ink-2 text-small">{facts}</div>}
    </header>
  );
}

/** One of the facts: what it is, quietly, and then what it says. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <span>
      <span className="mr-1.5 text-ink-3">{name}</span>
      {children}
    </span>
  );
}
