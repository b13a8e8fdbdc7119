/**
 * Items in parts of at most `size`, in their order: what thousands of rows need at once, a busy process takes longer
 * for than a transaction may stand still.
 */
export function* partsOf<T>(items: T[], size: number): Generator<T[], void> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}
