import { createLoader, parseAsInteger, parseAsString, parseAsStringLiteral } from "nuqs/server";

/** What every list's URL says. */
export const loadListParams = createLoader({
  page: parseAsInteger.withDefault(1),
  search: parseAsString.withDefault(""),
  sort: parseAsString,
  order: parseAsStringLiteral(["asc", "desc"] as const),
  state: parseAsString,
  status: parseAsString,
  outcome: parseAsString,
  tab: parseAsString,
});

export type Order = "asc" | "desc";

/** What a list is sorted by. */
export interface Sorted<S extends string = string> {
  sort: S;
  order: Order;
}

/** The sort that a list's URL asks for; its own where the URL asks for none that there is. */
export async function loadSort<S extends string>(
  searchParams: PageProps["searchParams"],
  sorts: readonly S[],
  own: Sorted<NoInfer<S>>,
): Promise<Sorted<S>> {
  const { sort: asked, order } = await loadListParams(searchParams);
  const sort = sorts.find((one) => one === asked);
  return sort === undefined ? own : { sort, order: order ?? own.order };
}

export type PageProps<P = object> = {
  params: Promise<P>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** The id in a page's address; undefined where it is none. */
export function idOf(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
