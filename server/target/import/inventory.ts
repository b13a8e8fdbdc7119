import { type Draft, maximumEntries, type NotRead, type Reading, type Refused } from "./draft.ts";
import { countNames, expandNames } from "./host-range.ts";
import { parseJump } from "./ssh-config.ts";

export type Vars = Map<string, string>;

export interface InventoryHost {
  line: number;
  source: string;
  vars: Vars;
}

export interface InventoryGroup {
  vars: Vars;
  hosts: Set<string>;
  children: Set<string>;
}

/** An inventory as both of its notations say it. */
export interface Inventory {
  hosts: Map<string, InventoryHost>;
  groups: Map<string, InventoryGroup>;
  refused: Draft[];
  notRead: NotRead[];
}

export function newInventory(): Inventory {
  return { hosts: new Map(), groups: new Map(), refused: [], notRead: [] };
}

export function groupOf(inventory: Inventory, name: string): InventoryGroup {
  const known = inventory.groups.get(name);
  if (known !== undefined) return known;
  const made = { vars: new Map(), hosts: new Set<string>(), children: new Set<string>() };
  inventory.groups.set(name, made);
  return made;
}

/**
 * Adds all hosts that a name or range stands for; one that is there already gets the variables besides. Answers false
 * where it is neither. The names are counted before they are made: RangeError where they are too many.
 */
export function addHosts(inventory: Inventory, group: string, pattern: string, host: InventoryHost): boolean {
  const count = countNames(pattern);
  if (count === null || count === 0) return false;
  if (count + inventory.hosts.size > maximumEntries) throw new RangeError("too many entries");
  for (const name of expandNames(pattern)) {
    const known = inventory.hosts.get(name);
    for (const [key, value] of host.vars) known?.vars.set(key, value);
    if (known === undefined) inventory.hosts.set(name, { ...host, vars: new Map(host.vars) });
    groupOf(inventory, group).hosts.add(name);
  }
  return true;
}

/** Variables that say how a host is reached; older names of the same stand behind. */
const taken = {
  address: ["ansible_host", "ansible_ssh_host"],
  port: ["ansible_port", "ansible_ssh_port"],
  username: ["ansible_user", "ansible_ssh_user"],
  words: ["ansible_ssh_common_args", "ansible_ssh_extra_args"],
  connection: ["ansible_connection"],
} as const;
const takenNames = new Set<string>(Object.values(taken).flat());
const sshConnections = new Set(["ssh", "smart", "paramiko", "paramiko_ssh", "ansible.builtin.ssh"]);
/** Every host is in one of these: they say nothing of it. */
const everyGroup = new Set(["all", "ungrouped"]);

/** Hosts with what their groups say of them: the group nearest to a host wins, and its own words win over all. */
export function draftsOf(inventory: Inventory): Reading {
  const parents = parentsOf(inventory);
  const drafts = [...inventory.hosts].map(([name, host]) => {
    const groups = ancestorsOf(name, parents);
    const vars: Vars = new Map();
    for (const group of groups)
      for (const [key, value] of inventory.groups.get(group)?.vars ?? []) vars.set(key, value);
    for (const [key, value] of host.vars) vars.set(key, value);
    return draftOf(name, host, vars, groups);
  });
  return {
    drafts: [...proxiesOf(drafts), ...drafts, ...inventory.refused],
    notRead: [...inventory.notRead, ...notRead(inventory)],
  };
}

function parentsOf({ groups }: Inventory): { ofHost: Map<string, string[]>; ofGroup: Map<string, string[]> } {
  const ofHost = new Map<string, string[]>();
  const ofGroup = new Map<string, string[]>();
  const add = (map: Map<string, string[]>, child: string, parent: string) =>
    map.set(child, [...(map.get(child) ?? []), parent]);
  for (const [name, group] of groups) {
    for (const host of group.hosts) add(ofHost, host, name);
    for (const child of group.children) add(ofGroup, child, name);
  }
  return { ofHost, ofGroup };
}

/** The groups that a host is in, the farthest first; a circle of groups is gone round once. */
function ancestorsOf(host: string, { ofHost, ofGroup }: ReturnType<typeof parentsOf>): string[] {
  const distance = new Map<string, number>();
  let level = ofHost.get(host) ?? [];
  for (let far = 1; level.length > 0; far++) {
    const fresh = [...new Set(level)].filter((group) => !distance.has(group));
    for (const group of fresh) distance.set(group, far);
    level = fresh.flatMap((group) => ofGroup.get(group) ?? []);
  }
  distance.set("all", Number.POSITIVE_INFINITY);
  const byDistance = ([a, far]: [string, number], [b, near]: [string, number]) =>
    far === near ? a.localeCompare(b) : near - far;
  return [...distance].sort(byDistance).map(([group]) => group);
}

function draftOf(name: string, { line, source }: InventoryHost, vars: Vars, groups: string[]): Draft {
  const word = (names: readonly string[]) =>
    names.map((one) => vars.get(one)).find((value) => value !== undefined);
  const labels = Object.fromEntries(
    groups.filter((group) => !everyGroup.has(group)).map((group) => [group, ""]),
  );
  const [port, username] = [word(taken.port), word(taken.username)];
  const draft: Draft = {
    line,
    source,
    kind: "target",
    name,
    values: {
      name,
      address: word(taken.address) ?? name,
      ...(username === undefined ? {} : { username }),
      ...(port === undefined ? {} : { port: /^\d+$/.test(port) ? Number(port) : port }),
      ...(Object.keys(labels).length === 0 ? {} : { labels }),
    },
  };
  const refused = refusalOf(vars);
  if (refused !== undefined) return { ...draft, refused };
  const jump = jumpOf(taken.words.flatMap((one) => vars.get(one) ?? []).join(" "));
  if (jump?.includes(",")) return { ...draft, refused: { refusal: "JUMP_CHAIN", values: { jumps: jump } } };
  return jump === undefined ? draft : { ...draft, proxy: jump === "none" ? null : jump };
}

function refusalOf(vars: Vars): Refused | undefined {
  for (const name of takenNames) {
    const value = vars.get(name);
    if (value?.includes("{{")) return { refusal: "TEMPLATE", part: value };
    if (value !== undefined && /ProxyCommand/i.test(value)) return { refusal: "PROXY_COMMAND", part: value };
  }
  const connection = vars.get(taken.connection[0]);
  if (connection === undefined || sshConnections.has(connection)) return undefined;
  return { refusal: "NOT_SSH", values: { connection }, part: connection };
}

/** `-J x`, `-o ProxyJump=x`, `-oProxyJump=x`, with or without quotes. */
function jumpOf(words: string): string | undefined {
  return /(?:-J\s*|-o\s*["']?ProxyJump[=\s]\s*)["']?([^\s"']+)/i.exec(words)?.[1];
}

function proxiesOf(drafts: Draft[]): Draft[] {
  const jumps = new Map<string, Draft>();
  for (const { proxy, line, source } of drafts) {
    if (typeof proxy !== "string" || jumps.has(proxy)) continue;
    const { host, ...given } = parseJump(proxy);
    jumps.set(proxy, {
      line,
      source,
      kind: "proxy",
      name: proxy,
      values: { name: proxy, address: host, ...given },
    });
  }
  return [...jumps.values()];
}

/** Each variable that says nothing of how a host is reached, once. */
function notRead({ hosts, groups }: Inventory): NotRead[] {
  const names = new Map<string, number>();
  for (const { vars, line } of hosts.values())
    for (const name of vars.keys()) if (!takenNames.has(name) && !names.has(name)) names.set(name, line);
  for (const { vars } of groups.values())
    for (const name of vars.keys()) if (!takenNames.has(name) && !names.has(name)) names.set(name, 0);
  return [...names].map(([text, line]) => ({ line, text }));
}
