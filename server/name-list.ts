import type { Locale } from "./domain/locale.ts";
import { phrase } from "./messages.ts";

/** How many names a sentence lists before it goes on with a count. */
const listed = 10;

/** Names for a sentence: the first ten, then how many more there are. */
export function nameList(locale: Locale, names: string[]): string {
  const shown = names.slice(0, listed);
  if (names.length <= listed) return new Intl.ListFormat(locale, { type: "unit" }).format(shown);
  const first = new Intl.ListFormat(locale, { type: "unit", style: "narrow" }).format(shown);
  return phrase(locale, "namesAndMore", { names: first, more: names.length - listed });
}
