import type { Schema } from "./openapi-types.ts";

/** A schema as short text, in the notation of TypeScript: `{ id: integer; name?: string }`. */
export function schemaText(schema: Schema, indent = ""): string {
  if (schema.$ref !== undefined) return schema.$ref.split("/").at(-1) ?? "";
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const kinds = schema.anyOf ?? schema.oneOf;
  if (kinds !== undefined) return kinds.map((kind) => schemaText(kind, indent)).join(" | ");
  if (schema.type === "array") return listText(schema, indent);
  if (schema.type === "object") return objectText(schema, indent);
  return schema.format ?? schema.type ?? "any";
}

function listText({ items = {} }: Schema, indent: string): string {
  const item = schemaText(items, indent);
  return item.includes(" | ") ? `(${item})[]` : `${item}[]`;
}

function objectText(schema: Schema, indent: string): string {
  const { properties = {}, required = [], additionalProperties } = schema;
  const inner = `${indent}  `;
  const lines = Object.entries(properties).map(
    ([name, value]) => `${inner}${name}${required.includes(name) ? "" : "?"}: ${schemaText(value, inner)}`,
  );
  if (typeof additionalProperties === "object")
    lines.push(`${inner}[name]: ${schemaText(additionalProperties, inner)}`);
  return lines.length === 0 ? "{}" : `{\n${lines.join("\n")}\n${indent}}`;
}
