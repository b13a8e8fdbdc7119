import clsx from "clsx";
import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";

const name = "min-w-0 truncate font-semibold text-[15px]";

/**
 * A row on a phone, in three lines: its name and when, its state in words, and what else it is. The signs stand in a
 * column of their own, to be scanned; all of it is the way into the thing, where the thing has a page.
 */
export function PhoneItem({
  href,
  title,
  tags,
  sign,
  beside,
  words,
  below,
  last,
  lastRight,
}: {
  href?: string;
  title: ReactNode;
  /** Words about it, behind its name. */
  tags?: ReactNode;
  sign: ReactNode;
  /** At the end of the first line. */
  beside?: ReactNode;
  words: ReactNode;
  /** Between the second line and the third. */
  below?: ReactNode;
  last?: ReactNode;
  lastRight?: ReactNode;
}) {
  return (
    <div className="relative grid min-h-11 grid-cols-[16px_minmax(0,1fr)] gap-x-3.5 px-4 py-2.5 active:bg-hover">
      <span className="pt-0.5">{sign}</span>
      <div className="min-w-0 space-y-0.5">
        <div className="flex items-baseline gap-2">
          {href === undefined ? (
            <span className={name}>{title}</span>
          ) : (
            <Link
              href={href as Route}
              prefetch={false}
              className={clsx(name, "after:absolute after:inset-0")}
            >
              {title}
            </Link>
          )}
          {tags}
          <span className="ml-auto shrink-0 text-ink-2">{beside}</span>
        </div>
        <div className="truncate text-[14px]">{words}</div>
        {below && <div className="py-1">{below}</div>}
        <div className="flex gap-3 text-ink-2 text-small">
          <span className="truncate">{last}</span>
          <span className="ml-auto truncate">{lastRight}</span>
        </div>
      </div>
    </div>
  );
}
