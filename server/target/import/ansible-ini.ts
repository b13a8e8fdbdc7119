import { type Reading, type Refused, sourceOf } from "./draft.ts";
import { addHosts, draftsOf, groupOf, type Inventory, newInventory, type Vars } from "./inventory.ts";

type Part = "hosts" | "vars" | "children";

/** Hosts from an Ansible inventory in INI: groups, their children and variables, ranges in names. */
export function readAnsibleIni(text: string): Reading {
  const inventory = newInventory();
  let group = "ungrouped";
  let part: Part = "hosts";
  for (const [at, row] of text.split("\n").entries()) {
    const words = wordsOf(row);
    const [first = ""] = words;
    if (first === "") continue;
    const [, name, kind = "hosts"] = /^\[([^\]:]+)(?::(\w+))?\]$/.exec(words.join(" ")) ?? [];
    if (name !== undefined && (kind === "hosts" || kind === "vars" || kind === "children")) {
      group = name;
      part = kind;
      groupOf(inventory, group);
    } else if (part === "children") groupOf(inventory, group).children.add(first);
    else if (part === "vars") addVariable(groupOf(inventory, group).vars, row.trim());
    else addRow(inventory, group, words, { line: at + 1, source: sourceOf(row) });
  }
  return draftsOf(inventory);
}

function addRow(
  inventory: Inventory,
  group: string,
  [pattern = "", ...words]: string[],
  place: { line: number; source: string },
): void {
  const vars: Vars = new Map();
  const [wrong] = words.filter((word) => !addVariable(vars, word));
  if (wrong === undefined && addHosts(inventory, group, pattern, { ...place, vars })) return;
  const refused: Refused =
    wrong === undefined ? { refusal: "RANGE", part: pattern } : { refusal: "GROUP_LINE", part: wrong };
  inventory.refused.push({ ...place, kind: "target", name: pattern, values: {}, refused });
}

/** `name=value`, the value in quotes or not. */
function addVariable(vars: Vars, word: string): boolean {
  const [, name, value = ""] = /^(\w+)\s*=\s*(.*)$/s.exec(word) ?? [];
  if (name === undefined) return false;
  vars.set(name, value.replace(/^(["'])(.*)\1$/s, "$2"));
  return true;
}

/** Words between blanks, those in quotes kept together; `#` and `;` begin a comment. */
function wordsOf(row: string): string[] {
  const words = row.match(/(?:[^\s"'#;]|"[^"]*"|'[^']*'|(?<=\S)[#;])+|[#;].*/g) ?? [];
  const comment = words.findIndex((word) => /^[#;]/.test(word));
  return comment < 0 ? words : words.slice(0, comment);
}
