/** Labels in one cell, as `env=prod; tier`; a name alone has no value. */
export function labelsCell(labels: Record<string, string>): string {
  return Object.entries(labels)
    .map(([name, value]) => (value === "" ? name : `${name}=${value.replaceAll(/[;\\]/g, "\\$&")}`))
    .join("; ");
}

/** The labels that a cell holds, or the part of it that is none. A `;` within a value has a backslash in front. */
export function readLabelsCell(cell: string): { labels: Record<string, string>; wrong: string | null } {
  const labels = new Map<string, string>();
  for (const part of (cell.match(/(?:\\[;\\]|[^;\n])+/g) ?? []).map((label) => label.trim())) {
    if (part === "") continue;
    const [, name = "", value = ""] = /^([^=]+)(?:=(.*))?$/.exec(part) ?? [];
    if (name === "") return { labels: {}, wrong: part };
    labels.set(name.trim(), value.trim().replaceAll(/\\([;\\])/g, "$1"));
  }
  return { labels: Object.fromEntries(labels), wrong: null };
}
