import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLMap,
} from "yaml";
import { type Draft, type Reading, sourceOf } from "./draft.ts";
import { addHosts, draftsOf, groupOf, type Inventory, newInventory, type Vars } from "./inventory.ts";

interface Source {
  lines: LineCounter;
  rows: string[];
}

/** Hosts from an Ansible inventory in YAML. Aliases and tags are refused: an inventory says what it says in its place. */
export function readAnsibleYaml(text: string): Reading {
  const lines = new LineCounter();
  const source = { lines, rows: text.split("\n") };
  const document = parseDocument(text, {
    schema: "core",
    merge: false,
    lineCounter: lines,
    uniqueKeys: true,
  });
  const refused = [
    ...document.errors.map(({ pos, message }) => notReadable(source, pos[0], message)),
    ...forbidden(document.contents, source),
  ];
  if (refused.length > 0) return { drafts: refused, notRead: [] };
  const inventory = newInventory();
  if (isMap(document.contents)) addGroups(inventory, document.contents, source);
  return draftsOf(inventory);
}

function lineOf({ lines }: Source, node: unknown): number {
  const range = (node as Node | null)?.range;
  return range ? lines.linePos(range[0]).line : 1;
}

function wrong(source: Source, line: number, refused: NonNullable<Draft["refused"]>): Draft {
  const text = sourceOf(source.rows[line - 1] ?? "");
  return { line, source: text, kind: "target", name: text, values: {}, refused };
}

function notReadable(source: Source, offset: number, message: string): Draft {
  const { line } = source.lines.linePos(offset);
  return wrong(source, line, { refusal: "NOT_READABLE", values: { text: message.split("\n")[0] ?? "" } });
}

function forbidden(contents: Node | null, source: Source): Draft[] {
  const found: Draft[] = [];
  visit(contents, {
    Node: (_, node) => {
      const line = lineOf(source, node);
      if (isAlias(node) || node.anchor) found.push(wrong(source, line, { refusal: "YAML_ALIAS" }));
      else if (node.tag && !node.tag.startsWith("tag:yaml.org,2002:"))
        found.push(wrong(source, line, { refusal: "YAML_TAG", part: node.tag }));
    },
  });
  return found;
}

function addGroups(inventory: Inventory, groups: YAMLMap, source: Source): void {
  for (const { key, value } of groups.items) {
    const name = String(isScalar(key) ? key.value : key);
    const group = groupOf(inventory, name);
    if (!isMap(value)) continue;
    const { hosts, vars, children } = {
      hosts: value.get("hosts"),
      vars: value.get("vars"),
      children: value.get("children"),
    };
    if (isMap(vars)) for (const [variable, text] of varsOf(vars)) group.vars.set(variable, text);
    if (isMap(hosts)) addRows(inventory, name, hosts, source);
    if (!isMap(children)) continue;
    for (const { key: child } of children.items)
      group.children.add(String(isScalar(child) ? child.value : child));
    addGroups(inventory, children, source);
  }
}

function addRows(inventory: Inventory, group: string, hosts: YAMLMap, source: Source): void {
  for (const { key, value } of hosts.items) {
    const pattern = String(isScalar(key) ? key.value : key);
    const line = lineOf(source, key);
    const vars: Vars = isMap(value) ? varsOf(value) : new Map();
    const text = sourceOf(source.rows[line - 1] ?? "");
    if (addHosts(inventory, group, pattern, { line, source: text, vars })) continue;
    inventory.refused.push({ ...wrong(source, line, { refusal: "RANGE", part: pattern }), name: pattern });
  }
}

/** Plain values as they are written; what is nested says nothing of how a host is reached. */
function varsOf(map: YAMLMap): Vars {
  return new Map(
    map.items.flatMap((pair) => {
      if (!isPair(pair) || !isScalar(pair.key)) return [];
      const text = isScalar(pair.value) ? String(pair.value.source ?? pair.value.value ?? "") : "";
      return [[String(pair.key.value), text]];
    }),
  );
}
