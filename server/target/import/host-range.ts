/** `web[01:20].example.com`, `db-[a:f]`, with a step behind; zeros in front are kept. */
const range = /\[(?:(\d+):(\d+)|([A-Za-z]):([A-Za-z]))(?::(\d+))?\]/;

/** How many names a pattern stands for, without making them; null where its brackets are no range. */
export function countNames(pattern: string): number | null {
  let rest = pattern;
  let count = 1;
  for (let found = range.exec(rest); found !== null; found = range.exec(rest)) {
    count *= valuesIn(found);
    rest = rest.replace(range, "");
  }
  return /[[\]]/.test(rest) ? null : count;
}

/** All names that a pattern stands for, in order. */
export function expandNames(pattern: string): string[] {
  const found = range.exec(pattern);
  if (found === null) return [pattern];
  const [whole, from = "", , letter, , step = "1"] = found;
  const before = pattern.slice(0, found.index);
  const after = pattern.slice(found.index + whole.length);
  return Array.from({ length: valuesIn(found) }, (_, at) => {
    const offset = at * Number(step);
    return letter === undefined
      ? String(Number(from) + offset).padStart(from.length, "0")
      : String.fromCharCode(letter.charCodeAt(0) + offset);
  }).flatMap((value) => expandNames(`${before}${value}${after}`));
}

function valuesIn([, from, to, first, last, step = "1"]: RegExpExecArray): number {
  const begin = from === undefined ? (first ?? "").charCodeAt(0) : Number(from);
  const end = to === undefined ? (last ?? "").charCodeAt(0) : Number(to);
  return end < begin || Number(step) === 0 ? 0 : Math.floor((end - begin) / Number(step)) + 1;
}
