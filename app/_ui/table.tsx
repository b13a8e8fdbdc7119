import clsx from "clsx";
import { Fragment, type ReactNode } from "react";

export interface Column<T> {
  /** What the head says; null for a column of actions, which has a name for screen readers alone. */
  head: ReactNode;
  cell: (item: T) => ReactNode;
  align?: "right";
  /** Left out where the screen is small. */
  wide?: boolean;
}

/** A list of things, a row each, parted by hairlines; its columns say how each is shown. */
export function Table<T extends { key: number | string }>({
  label,
  columns,
  items,
  below,
}: {
  label: string;
  columns: Column<T>[];
  items: T[];
  /** What opens in place under a row; null where it is closed. */
  below?: (item: T) => ReactNode;
}) {
  const place = ({ align, wide }: Column<T>) =>
    clsx(
      "px-3 first:pl-4 last:pr-4 lg:first:pl-6 lg:last:pr-6",
      align === "right" && "text-right",
      wide && "hidden lg:table-cell",
    );
  return (
    <div className="relative overflow-x-auto">
      <table aria-label={label} className="w-full border-collapse text-left">
        <thead>
          <tr className="border-line border-b text-ink-3 text-small">
            {columns.map((column, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a table's columns are the same for its life
              <th key={at} scope="col" className={clsx("h-9 font-medium", place(column))}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <Fragment key={item.key}>
              <tr className="border-line border-b hover:bg-hover">
                {columns.map((column, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a table's columns are the same for its life
                  <td key={at} className={clsx("h-9 max-w-80 truncate", place(column))}>
                    {column.cell(item)}
                  </td>
                ))}
              </tr>
              {below?.(item) && (
                <tr className="border-line border-b">
                  <td colSpan={columns.length} className="bg-sunken px-4 py-3 lg:px-6">
                    {below(item)}
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}
