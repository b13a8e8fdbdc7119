/** Without what was left out: an `undefined` must not hide the value that stays. */
export function definedOf<T extends object>(given: T): Partial<T> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** The values that stood where a change was made. */
export function valuesAt(row: object, change: object): Record<string, unknown> {
  const changed = Object.keys(definedOf(change));
  return Object.fromEntries(Object.entries(row).filter(([key]) => changed.includes(key)));
}
