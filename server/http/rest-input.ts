import type { FieldSchema } from "./rest-routes.ts";

/**
 * A query string's words as the input they mean, by each field's schema. What cannot be read stays as it is, so
 * that the input's own check refuses it by its name.
 */
export function readQuery(
  query: URLSearchParams,
  fields: Record<string, FieldSchema>,
): Record<string, unknown> {
  const names = new Set(query.keys());
  return Object.fromEntries(
    [...names].map((name) => [name, readField(query.getAll(name), fields[name] ?? {})]),
  );
}

function readField(words: string[], schema: FieldSchema): unknown {
  const list = kindsOf(schema).find((kind) => kind.type === "array");
  if (list !== undefined) return words.map((word) => readWord(word, list.items ?? {}));
  return words.length === 1 ? readWord(words[0] ?? "", schema) : words;
}

function readWord(word: string, schema: FieldSchema): unknown {
  const types = kindsOf(schema).map((kind) => kind.type);
  if ((types.includes("integer") || types.includes("number")) && /^-?\d+(\.\d+)?$/.test(word))
    return Number(word);
  if (types.includes("boolean") && (word === "true" || word === "false")) return word === "true";
  return word;
}

function kindsOf(schema: FieldSchema): FieldSchema[] {
  return schema.anyOf?.flatMap(kindsOf) ?? [schema];
}
