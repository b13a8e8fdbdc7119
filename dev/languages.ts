import { readFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";

type Catalogue = { [name: string]: string | Catalogue };

/** Texts that are the same in every language: names, and what a machine reads. */
const sameInAll = /^[\s\d\p{P}\p{S}]*$/u;

/** What is wrong with a pair of catalogues, in words; empty where both say everything in their own language. */
export function languageFaults(en: Catalogue, zh: Catalogue): string[] {
  const english = flatten(en);
  const chinese = flatten(zh);
  const missing = [
    ...[...english.keys()].filter((key) => !chinese.has(key)).map((key) => `zh-CN lacks ${key}`),
    ...[...chinese.keys()].filter((key) => !english.has(key)).map((key) => `en lacks ${key}`),
  ];
  const different = [...english].flatMap(([key, text]) => {
    const other = chinese.get(key);
    if (other === undefined) return [];
    return [...valueFaults(key, text, other), ...scriptFaults(key, text, other)];
  });
  return [...missing, ...different];
}

function flatten(catalogue: Catalogue, prefix = ""): Map<string, string> {
  return new Map(
    Object.entries(catalogue).flatMap(([name, value]) =>
      typeof value === "string"
        ? [[prefix + name, value] as const]
        : [...flatten(value, `${prefix}${name}.`)],
    ),
  );
}

/** Both must name the same values, or one of them leaves something unsaid. */
function valueFaults(key: string, text: string, other: string): string[] {
  const [ours, theirs] = [valuesOf(text), valuesOf(other)];
  return ours.join() === theirs.join() ? [] : [`${key} names {${ours}} in en and {${theirs}} in zh-CN`];
}

function valuesOf(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\s*(\w+)\s*[,}]/g)].map((match) => match[1] ?? ""))].sort();
}

function scriptFaults(key: string, text: string, other: string): string[] {
  const faults: string[] = [];
  if (/\p{Script=Han}/u.test(text)) faults.push(`${key} speaks Chinese in en`);
  const words = other.replace(/\{[^}]*\}/g, "");
  if (!/\p{Script=Han}/u.test(other) && !sameInAll.test(words))
    faults.push(`${key} has no Chinese in zh-CN: ${other}`);
  return faults;
}

async function main(): Promise<void> {
  const read = async (locale: string) =>
    JSON.parse(await readFile(path.join(import.meta.dirname, `../messages/${locale}.json`), "utf8"));
  const faults = languageFaults(await read("en"), await read("zh-CN"));
  for (const fault of faults) process.stdout.write(`${fault}\n`);
  process.exitCode = faults.length > 0 ? 1 : 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();
