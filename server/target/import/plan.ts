import type { ZodError } from "zod";
import { proxyCreateInput } from "../../proxy/input.ts";
import type { ProxyRow } from "../../proxy/load.ts";
import { targetCreateInput } from "../input.ts";
import type { TargetRow } from "../load.ts";
import type { Draft, Refused } from "./draft.ts";
import type { Known } from "./known.ts";

export interface FieldChange {
  field: string;
  from: string | null;
  to: string | null;
}

type Values = Record<string, unknown>;

/** What will become of one entry. */
export type Planned = { draft: Draft } & (
  | { outcome: "refused"; refused: Refused | ZodError["issues"][number] }
  | { outcome: "made"; values: Values }
  | { outcome: "changed"; row: TargetRow | ProxyRow; values: Values; changes: FieldChange[] }
  | { outcome: "same" }
);

export interface Choices {
  /** Used where the file names no user. */
  username?: string;
  /** What becomes of hosts that exist already. */
  existing: "change" | "keep";
}

/**
 * What a file would do to what is known, entry by entry: nothing is written by that. Proxies come first, since targets
 * name them.
 */
export function* planImport(drafts: Draft[], known: Known, choices: Choices): Generator<Planned, void> {
  const lines = new Map<string, number>();
  const proxies = new Set(known.proxies.keys());
  const ordered = [...drafts].sort((a, b) => Number(a.kind === "target") - Number(b.kind === "target"));
  for (const draft of ordered) {
    const key = `${draft.kind} ${draft.name}`;
    const before = lines.get(key);
    if (draft.refused === undefined && before !== undefined) {
      yield refused(draft, { refusal: "DUPLICATE", values: { line: before }, part: draft.name });
      continue;
    }
    lines.set(key, draft.line);
    const planned = planOne(draft, known, proxies, choices);
    if (draft.kind === "proxy" && planned.outcome !== "refused") proxies.add(draft.name);
    yield planned;
  }
}

function refused(draft: Draft, why: Refused | ZodError["issues"][number]): Planned {
  return { draft, outcome: "refused", refused: why };
}

function planOne(draft: Draft, known: Known, proxies: Set<string>, choices: Choices): Planned {
  if (draft.refused !== undefined) return refused(draft, draft.refused);
  const row = (draft.kind === "proxy" ? known.proxies : known.targets).get(draft.name);
  const why = refusalOf(draft, row, known, proxies);
  if (why !== undefined) return refused(draft, why);
  const given = complete(draft, row, choices);
  if (given.username === undefined) return refused(draft, { refusal: "USERNAME_MISSING", part: draft.name });
  const whole = { ...base(row), ...given, ...way(draft, row) };
  const parsed = (draft.kind === "proxy" ? proxyCreateInput : targetCreateInput).safeParse(whole);
  const [issue] = parsed.error?.issues ?? [];
  if (issue !== undefined) return refused(draft, issue);
  const values = parsed.data as Values;
  if (row === undefined) return { draft, outcome: "made", values };
  if (choices.existing === "keep") return { draft, outcome: "same" };
  const changes = changesOf(draft, row, values, known);
  return changes.length === 0
    ? { draft, outcome: "same" }
    : { draft, outcome: "changed", row, values, changes };
}

function refusalOf(
  { kind, name, proxy, values }: Draft,
  row: TargetRow | ProxyRow | undefined,
  known: Known,
  proxies: Set<string>,
): Refused | undefined {
  if (row !== undefined && "sandbox" in row && row.sandbox) return { refusal: "SANDBOX", part: name };
  if (kind === "proxy") return undefined;
  if (typeof proxy === "string" && !proxies.has(proxy))
    return { refusal: "PROXY_UNKNOWN", values: { name: proxy }, part: proxy };
  const holder = typeof values.hostId === "string" ? known.hostIds.get(values.hostId) : undefined;
  if (holder === undefined || holder.id === row?.id) return undefined;
  return { refusal: "HOST_ID_TAKEN", values: { hostId: String(holder.hostId), name: holder.name } };
}

/** What the file says, with the labels that are there already: an import takes none away. */
function complete({ values }: Draft, row: TargetRow | ProxyRow | undefined, { username }: Choices): Values {
  const labels = row !== undefined && "labels" in row ? row.labels : {};
  const user = values.username ?? row?.username ?? username;
  return {
    ...values,
    ...(user === undefined ? {} : { username: user }),
    ...(values.labels === undefined ? {} : { labels: { ...labels, ...(values.labels as object) } }),
  };
}

/** What stays as it is, for the rule that looks at the whole. */
function base(row: TargetRow | ProxyRow | undefined): Values {
  if (row === undefined) return {};
  const { name, username, address, port } = row;
  return "loginMode" in row
    ? { name, username, address, port, loginMode: row.loginMode }
    : { name, username, address, port };
}

/** Whether there is a proxy, which the rule on who logs in asks; which one it is has been looked up. */
function way({ kind, proxy }: Draft, row: TargetRow | ProxyRow | undefined): Values {
  if (kind === "proxy") return {};
  const now = row !== undefined && "proxyId" in row ? row.proxyId : null;
  return { proxyId: proxy === undefined ? now : proxy === null ? null : 1 };
}

function changesOf(
  { proxy, values: given }: Draft,
  row: TargetRow | ProxyRow,
  values: Values,
  known: Known,
): FieldChange[] {
  const changes = Object.keys(given).flatMap((field) => {
    const [from, to] = [text((row as unknown as Values)[field]), text(values[field])];
    return from === to ? [] : [{ field, from, to }];
  });
  if (proxy === undefined || !("proxyId" in row)) return changes;
  const from = row.proxyId === null ? null : (known.proxyNames.get(row.proxyId) ?? null);
  return from === proxy ? changes : [...changes, { field: "proxy", from, to: proxy }];
}

/** Labels as people write them, in one order. */
function text(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value !== "object") return String(value);
  const labels = Object.entries(value).sort(([a], [b]) => a.localeCompare(b));
  return labels.map(([name, of]) => (of === "" ? name : `${name}=${of}`)).join("; ");
}
