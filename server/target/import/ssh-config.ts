import SSHConfig, { type Line, type Section } from "ssh-config";
import { type Draft, type Reading, type Refused, sourceOf } from "./draft.ts";

/** What is taken of a host; everything else is told of as not read. */
const taken = new Set(["host", "hostname", "user", "port", "proxyjump", "match", "include", "proxycommand"]);

/**
 * Hosts from an ssh_config: each name without a pattern becomes a target, with what all sections that match it say,
 * as ssh takes it (the first word wins). A ProxyJump becomes a proxy. What depends on more than the name is refused.
 */
export function readSshConfig(text: string): Reading {
  const rows = text.split("\n");
  const config = SSHConfig.parse(text);
  const sections = config.filter(isSection);
  const hosts = sections.filter(({ param }) => param.toLowerCase() === "host");
  const lines = linesOf(rows, /^\s*host[\s=]/i);
  // Sections that may run something or read files are taken out before anything is computed.
  const plain = SSHConfig.parse("");
  plain.push(...config.filter((line) => !isSection(line) || line.param.toLowerCase() === "host"));
  const named = hosts.flatMap((section, at) =>
    aliasesOf(section).map((alias) => ({ alias, line: lines[at] ?? 1 })),
  );
  const drafts = named.map(({ alias, line }) => draftOf(plain, alias, line, rows));
  return {
    drafts: [...withProxies(plain, drafts, rows), ...refusedLines(rows)],
    notRead: notRead(rows),
  };
}

function isSection(line: Line): line is Section {
  return "config" in line;
}

function linesOf(rows: string[], pattern: RegExp): number[] {
  return rows.flatMap((row, at) => (pattern.test(row) ? [at + 1] : []));
}

function aliasesOf({ value }: Section): string[] {
  const words = typeof value === "string" ? [value] : value.map(({ val }) => val);
  return words.filter((word) => !/[*?!]/.test(word));
}

function draftOf(config: SSHConfig, alias: string, line: number, rows: string[]): Draft {
  const found = config.compute(alias, { ignoreCase: true, matchExec: false });
  const word = (name: string) => {
    const value = found[name];
    return Array.isArray(value) ? value[0] : value;
  };
  const values: Record<string, unknown> = { name: alias, address: addressOf(alias, word("hostname")) };
  const [user, port, jump] = [word("user"), word("port"), word("proxyjump")];
  if (user !== undefined) values.username = user;
  if (port !== undefined) values.port = /^\d+$/.test(port) ? Number(port) : port;
  const draft: Draft = { line, source: sourceOf(rows[line - 1] ?? ""), kind: "target", name: alias, values };
  const command = word("proxycommand");
  if (command !== undefined && command !== "none")
    return { ...draft, refused: { refusal: "PROXY_COMMAND", part: alias } };
  if (jump === undefined || jump.toLowerCase() === "none") return draft;
  if (jump.includes(",")) return { ...draft, refused: { refusal: "JUMP_CHAIN", values: { jumps: jump } } };
  return { ...draft, proxy: jump };
}

/** `%h` stands for the name that was asked for. */
function addressOf(alias: string, hostName: string | undefined): string {
  return (hostName ?? alias).replaceAll(/%([h%])/g, (_, sign) => (sign === "h" ? alias : "%"));
}

/** A host that others are reached through is a proxy; a jump that has no section of its own says itself who it is. */
function withProxies(config: SSHConfig, drafts: Draft[], rows: string[]): Draft[] {
  const jumps = new Map<string, Draft>();
  for (const draft of drafts) {
    const { proxy, line } = draft;
    if (typeof proxy !== "string" || jumps.has(proxy)) continue;
    const known = drafts.find(({ name }) => name === proxy);
    jumps.set(proxy, asProxy(known ?? jumpOf(config, proxy, line, rows)));
  }
  return [...jumps.values(), ...drafts.filter(({ name }) => !jumps.has(name))];
}

/** Proxies have no proxy of their own, and neither pool nor labels. */
function asProxy({ proxy, ...draft }: Draft): Draft {
  const refused: Refused | undefined =
    typeof proxy === "string" ? { refusal: "JUMP_CHAIN", values: { jumps: proxy } } : draft.refused;
  return { ...draft, kind: "proxy", refused };
}

function jumpOf(config: SSHConfig, jump: string, line: number, rows: string[]): Draft {
  const { host, ...given } = parseJump(jump);
  const draft = draftOf(config, host, line, rows);
  return { ...draft, name: jump, values: { ...draft.values, ...given, name: jump } };
}

/** `[user@]host[:port]`, as after `ssh -J`. */
export function parseJump(jump: string): { host: string; username?: string; port?: number } {
  const [, username, bracketed, plain = "", port] =
    /^(?:([^@]+)@)?(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(jump) ?? [];
  return {
    host: bracketed ?? (plain === "" ? jump : plain),
    ...(username === undefined ? {} : { username }),
    ...(port === undefined ? {} : { port: Number(port) }),
  };
}

function refusedLines(rows: string[]): Draft[] {
  return rows.flatMap((row, at) => {
    const [, word = ""] = /^\s*(match|include)[\s=]/i.exec(row) ?? [];
    if (word === "") return [];
    const refusal = word.toLowerCase() === "match" ? ("MATCH" as const) : ("INCLUDE" as const);
    const source = sourceOf(row);
    return [
      { line: at + 1, source, kind: "target" as const, name: source, values: {}, refused: { refusal } },
    ];
  });
}

function notRead(rows: string[]): Reading["notRead"] {
  return rows.flatMap((row, at) => {
    const [, word = ""] = /^\s*([A-Za-z]+)[\s=]/.exec(row) ?? [];
    return word === "" || taken.has(word.toLowerCase()) ? [] : [{ line: at + 1, text: sourceOf(row) }];
  });
}
