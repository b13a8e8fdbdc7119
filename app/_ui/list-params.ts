import { createLoader, parseAsInteger, parseAsString, parseAsStringLiteral } from "nuqs/server";

/** What every list's URL says. */
export const loadListParams = createLoader({
  page: parseAsInteger.withDefault(1),
  search: parseAsString.withDefault(""),
  sort: parseAsString,
  order: parseAsStringLiteral(["asc", "desc"] as const),
  state: parseAsString,
  status: parseAsString,
  tab: parseAsString,
});

export type PageProps<P = object> = {
  params: Promise<P>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** The id in a page's address; undefined where it is none. */
export function idOf(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
