import clsx from "clsx";
import { Fragment, type ReactNode } from "react";
import type { Order, Sorted } from "./list-params.ts";
import { PhoneSort, type SortChoice } from "./phone-sort.tsx";
import { PickPage, PickRow } from "./selection.tsx";
import { SortLink } from "./sort-link.tsx";

export interface Column<T, S extends string = string> {
  /** What the head says; null for a column of actions, which has a name for screen readers alone. */
  head: ReactNode;
  cell: (item: T) => ReactNode;
  align?: "right";
  /** Left out where the screen is small. */
  wide?: boolean;
  /** More about where it stands. */
  className?: string;
  /** What its head sorts the list by; `first` is the order of the first click: A to Z unless it says otherwise. */
  sort?: S;
  first?: Order;
}

/** A list of things, a row each, parted by hairlines; its columns say how each is shown. */
export function Table<T extends { key: number | string }, S extends string = string>({
  label,
  columns,
  items,
  sorted,
  picks,
  below,
  phone,
}: {
  label: string;
  columns: Column<T, S>[];
  items: T[];
  /** What the list is sorted by; absent where its heads do not sort. */
  sorted?: Sorted<S>;
  /** A row's name, where rows can be picked; the table then stands within `Selectable`. */
  picks?: (item: T) => string;
  /** What opens in place under a row; null where it is closed. */
  below?: (item: T) => ReactNode;
  /** A row on a phone, where a table has no room. */
  phone?: (item: T) => ReactNode;
}) {
  const edges = "px-3 first:pl-4 last:pr-4 lg:first:pl-6 lg:last:pr-6";
  const place = ({ align, wide, className }: Column<T, S>) =>
    clsx(edges, align === "right" && "text-right", wide && "hidden lg:table-cell", className);
  return (
    <>
      {phone && sorted && items.length > 1 && <PhoneSort sorted={sorted} choices={sortChoices(columns)} />}
      {phone && (
        <ul aria-label={label} className="border-line border-t md:hidden">
          {items.map((item) => (
            <li key={item.key} className="border-line border-b">
              {phone(item)}
            </li>
          ))}
        </ul>
      )}
      <div className={clsx("relative overflow-x-auto", phone && "max-md:hidden")}>
        <table aria-label={label} className="w-full border-collapse text-left">
          <thead>
            <tr className="border-line border-b text-ink-3 text-small">
              {picks && (
                <th scope="col" className={clsx("w-7 pr-0", edges)}>
                  <PickPage />
                </th>
              )}
              {columns.map((column, at) => (
                <th
                  // biome-ignore lint/suspicious/noArrayIndexKey: a table's columns are the same for its life
                  key={at}
                  scope="col"
                  aria-sort={ariaSort(column, sorted)}
                  className={clsx("h-9 whitespace-nowrap font-medium", place(column))}
                >
                  <Head column={column} sorted={sorted} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <Fragment key={item.key}>
                <tr className="border-line border-b hover:bg-hover has-data-picked:bg-select">
                  {picks && (
                    <td className={clsx("w-7 pr-0", edges)}>
                      <PickRow id={Number(item.key)} name={picks(item)} />
                    </td>
                  )}
                  {columns.map((column, at) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a table's columns are the same for its life
                    <td key={at} className={clsx("h-9 max-w-80 truncate", place(column))}>
                      {column.cell(item)}
                    </td>
                  ))}
                </tr>
                {below?.(item) && (
                  <tr className="border-line border-b">
                    <td colSpan={columns.length + (picks ? 1 : 0)} className="bg-sunken px-4 py-3 lg:px-6">
                      {below(item)}
                    </td>
                  </tr>
                )}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** What the heads sort by, each once; they are words. */
function sortChoices<T, S extends string>(columns: Column<T, S>[]): SortChoice[] {
  const choices = new Map<string, SortChoice>();
  for (const { sort, head, first = "asc" } of columns)
    if (sort !== undefined && typeof head === "string" && !choices.has(sort))
      choices.set(sort, { by: sort, label: head, first });
  return [...choices.values()];
}

function Head<T, S extends string>({
  column: { head, sort, align, first = "asc" },
  sorted,
}: {
  column: Column<T, S>;
  sorted: Sorted<S> | undefined;
}) {
  if (sort === undefined || sorted === undefined) return head;
  return (
    <SortLink by={sort} first={first} sorted={sorted} right={align === "right"}>
      {head}
    </SortLink>
  );
}

function ariaSort<T, S extends string>({ sort }: Column<T, S>, sorted: Sorted<S> | undefined) {
  if (sort === undefined || sorted === undefined || sorted.sort !== sort) return undefined;
  return sorted.order === "asc" ? "ascending" : "descending";
}
