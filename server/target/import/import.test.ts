import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeTestContext, openTestWorld, type TestContext, type TestWorld } from "../../testing/context.ts";
import { auditOf, makeProxy, makeTarget } from "../../testing/factories.ts";
import type { TargetImport } from "../output.ts";

let world: TestWorld;
let person: TestContext;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(() => world?.close());

type Input = Parameters<TestContext["api"]["target"]["import"]>[0];

/** Each test has a tenant of its own, so that files may name hosts as they do outside. */
beforeEach(async () => {
  person = await makeTestContext(world);
});

const importing = (format: Input["format"], text: string, given: Partial<Input> = {}) =>
  person.api.target.import({ format, text, dryRun: false, ...given });

const outcomes = ({ lines }: TargetImport) =>
  lines.map(({ line, kind, outcome, name }) => [line, kind, outcome, name].join(" "));

async function byName(name: string) {
  const { items } = await person.api.target.list({ search: name, pageSize: 100 });
  const found = items.find((item) => item.name === name);
  if (found === undefined) throw new Error(`no target ${name}`);
  return found;
}

describe("CSV", () => {
  test("hosts are made with all that their columns say; what no column means is told", async () => {
    const made = await importing(
      "csv",
      '\uFEFF名称,IP,Port,user,pool,region,labels,owner\r\nweb-1,192.0.2.1,2222,ops,苏州,华东,"env=prod; tier",li\r\nweb-2,2001:db8::1,,root,,,,\r\n',
    );
    expect(made.counts).toEqual({ made: 2, changed: 0, same: 0, refused: 0 });
    expect(made.notRead).toEqual([{ line: 1, text: "owner" }]);
    expect(await byName("web-1")).toMatchObject({
      ssh: { username: "ops", address: "192.0.2.1", port: 2222 },
      cloudPool: "苏州",
      region: "华东",
      labels: { env: "prod", tier: "" },
    });
    expect(await byName("web-2")).toMatchObject({ ssh: { address: "2001:db8::1", port: 22 } });
  });

  test("columns whose headings say nothing are told, and hold what is said of them; what is chosen goes before the heading", async () => {
    const text = "Bezeichnung,ip,Besitzer,user\nweb-1,192.0.2.1,li,ops\n";
    const said = await importing("csv", text, { dryRun: true });
    expect(said.columns).toEqual([
      { heading: "Bezeichnung", field: null },
      { heading: "ip", field: "address" },
      { heading: "Besitzer", field: null },
      { heading: "user", field: "username" },
    ]);
    expect(said.counts).toMatchObject({ made: 0, refused: 1 });
    expect(said.lines[0]?.reason).toContain("No column holds the name");
    const columns = { Bezeichnung: "name", Besitzer: "cloudPool", user: null } as const;
    const done = await importing("csv", text, { columns, username: "root" });
    expect(done).toMatchObject({ counts: { made: 1, refused: 0 }, notRead: [] });
    const made = await byName("web-1");
    expect(made).toMatchObject({ cloudPool: "li", ssh: { username: "root", address: "192.0.2.1" } });
    expect(done.lines).toMatchObject([{ outcome: "made", id: made.id }]);
  });

  test("of two columns for one thing neither is guessed: nothing is taken until one of them is chosen", async () => {
    const text = "name,hostname,ip,user\nweb-1,other,192.0.2.1,ops\n";
    const refused = await importing("csv", text);
    expect(refused.counts).toMatchObject({ made: 0, refused: 1 });
    expect(refused.lines[0]).toMatchObject({ line: 1, part: "hostname" });
    expect((await person.api.target.list({})).total).toBe(0);
    expect((await importing("csv", text, { columns: { name: null } })).counts.made).toBe(1);
    await byName("other");
  });

  test.each([
    ["true", true],
    ["是", true],
    ["No", false],
    ["", false],
  ])("old algorithms: %j means %j", async (cell, meant) => {
    await importing("csv", `name,ip,user,Old Algorithms\nold-1,192.0.2.1,ops,${cell}\n`);
    expect(await byName("old-1")).toMatchObject({ oldAlgorithms: meant });
  });

  test("old algorithms: anything else is refused at its field", async () => {
    const done = await importing("csv", "name,ip,user,oldAlgorithms\nold-1,192.0.2.1,ops,perhaps\n");
    expect(done.lines).toMatchObject([{ outcome: "refused", field: "oldAlgorithms", part: "perhaps" }]);
  });

  test("a preview says all and writes nothing; the import then does what it said", async () => {
    const text = "name,address,username\nweb-1,192.0.2.1,root\n";
    const said = await importing("csv", text, { dryRun: true });
    expect(outcomes(said)).toEqual(["2 target made web-1"]);
    expect((await person.api.target.list({})).total).toBe(0);
    const done = await importing("csv", text);
    expect({ ...done, lines: done.lines.map(({ id, ...line }) => line) }).toEqual(said);
    expect((await person.api.target.list({})).total).toBe(1);
  });

  test("each kind of mistake is refused at its line with its part, and the rest is done", async () => {
    await makeTarget(person, { name: "taken", hostId: "ecs-1" });
    const done = await importing(
      "csv",
      [
        "name,address,port,username,proxy,labels,hostId,loginMode",
        "a,10.8.1.309,22,ops,,,,",
        "b,ops@192.0.2.1,22,ops,,,,",
        "c,192.0.2.1,99999,ops,,,,",
        "d,192.0.2.1,ssh,ops,,,,",
        "good,192.0.2.1,22,ops,,,,",
        "good,192.0.2.2,22,ops,,,,",
        "e,192.0.2.1,22,ops,no such proxy,,,",
        "f,192.0.2.1,22,ops,,=prod,,",
        "g,192.0.2.1,22,ops,,,ecs-1,",
        "h,192.0.2.1,22,,,,,",
        "i,192.0.2.1,22",
        "j,192.0.2.1,22,ops,,,,proxy_identity",
        ",192.0.2.1,22,ops,,,,",
      ].join("\n"),
    );
    expect(done.counts).toEqual({ made: 1, changed: 0, same: 0, refused: 12 });
    const told = new Map(done.lines.map((line) => [line.line, line]));
    expect(told.get(2)).toMatchObject({ field: "address", part: "10.8.1.309" });
    expect(told.get(3)).toMatchObject({ field: "address", part: "ops@192.0.2.1" });
    expect(told.get(4)).toMatchObject({ field: "port", part: "99999" });
    expect(told.get(5)).toMatchObject({ field: "port", part: "ssh" });
    expect(told.get(7)?.reason).toContain("Line 6");
    expect(told.get(8)).toMatchObject({ part: "no such proxy" });
    expect(told.get(9)?.reason).toContain("label");
    expect(told.get(10)?.reason).toContain("taken");
    expect(told.get(11)?.reason).toContain("user");
    expect(told.get(12)?.reason).toContain("8 columns");
    expect(told.get(13)).toMatchObject({ field: "loginMode" });
    expect(told.get(14)).toMatchObject({ field: "name" });
    expect((await person.api.target.list({})).total).toBe(2);
  });

  test("what exists is changed where it differs, and said from what to what; twice changes nothing", async () => {
    const proxyId = await makeProxy(person);
    const { name: proxy } = await person.api.proxy.get({ id: proxyId });
    const id = await makeTarget(person, { name: "web-1", address: "192.0.2.1", labels: { env: "prod" } });
    await makeTarget(person, { name: "web-2", address: "192.0.2.2" });
    const text = `name,address,username,port,labels,proxy\nweb-1,192.0.2.9,root,22,tier=gold,${proxy}\nweb-2,192.0.2.2,root,22,,\n`;
    const done = await importing("csv", text);
    expect(done.lines).toMatchObject([
      {
        outcome: "changed",
        changes: [
          { field: "address", from: "192.0.2.1", to: "192.0.2.9" },
          { field: "labels", from: "env=prod", to: "env=prod; tier=gold" },
          { field: "proxy", from: null, to: proxy },
        ],
      },
      { outcome: "same" },
    ]);
    expect(await byName("web-1")).toMatchObject({
      labels: { env: "prod", tier: "gold" },
      ssh: { address: "192.0.2.9", proxyId },
    });
    expect(await auditOf(world, "target", id)).toMatchObject([
      { action: "target.create" },
      { action: "target.update", before: { address: "192.0.2.1" }, after: { address: "192.0.2.9" } },
    ]);
    expect((await importing("csv", text)).counts).toMatchObject({ same: 2, changed: 0 });
    const other = text.replace("192.0.2.9", "192.0.2.10");
    expect((await importing("csv", other, { existing: "keep" })).counts).toMatchObject({
      same: 2,
      changed: 0,
    });
  });

  test("10,000 lines are imported at once, and one more is refused before anything is done", async () => {
    const rows = (count: number) =>
      ["name,address,username", ...Array.from({ length: count }, (_, i) => `h-${i},192.0.2.1,root`)].join(
        "\n",
      );
    await expect(importing("csv", rows(10_001))).rejects.toMatchObject({ message: "TOO_MANY_ENTRIES" });
    expect((await importing("csv", rows(10_000))).counts.made).toBe(10_000);
    expect((await person.api.target.list({ search: "h-9999" })).total).toBe(1);
  });
});

describe("ssh_config", () => {
  test("names become targets as ssh takes them, and jumps become proxies", async () => {
    const done = await importing(
      "ssh_config",
      [
        "Host gate",
        "  HostName 192.0.2.1",
        "  User jump",
        "",
        "Host web-1 web-2",
        "  HostName %h.example.com",
        "  ProxyJump gate",
        "  IdentityFile ~/.ssh/id",
        "Host db",
        "  HostName 192.0.2.5",
        "  Port 2222",
        "  ProxyJump other@192.0.2.9:2200",
        "Host *",
        "  User ops",
      ].join("\n"),
    );
    expect(outcomes(done)).toEqual([
      "1 proxy made gate",
      "5 target made web-1",
      "5 target made web-2",
      "9 proxy made other@192.0.2.9:2200",
      "9 target made db",
    ]);
    expect(done.notRead).toEqual([{ line: 8, text: "IdentityFile ~/.ssh/id" }]);
    expect(await byName("web-2")).toMatchObject({
      ssh: { username: "ops", address: "web-2.example.com", port: 22, proxyName: "gate" },
    });
    expect(await byName("db")).toMatchObject({
      ssh: { username: "ops", address: "192.0.2.5", port: 2222, proxyName: "other@192.0.2.9:2200" },
    });
    const proxies = await person.api.proxy.list({ sort: "name" });
    expect(proxies.items.map(({ ssh }) => `${ssh.username}@${ssh.address}:${ssh.port}`).sort()).toEqual([
      "jump@192.0.2.1:22",
      "other@192.0.2.9:2200",
    ]);
  });

  test("Match, Include, ProxyCommand and chains are refused by their line, and nothing is run", async () => {
    const done = await importing(
      "ssh_config",
      [
        "Include ~/.ssh/more",
        'Match exec "touch /tmp/hostrun-import-must-not-run"',
        "  User evil",
        "Host a",
        "  ProxyCommand nc %h %p",
        "Host b",
        "  ProxyJump one,two",
        "Host c",
        "  User ops",
      ].join("\n"),
      { username: "root" },
    );
    expect(done.lines.map(({ line, outcome }) => [line, outcome])).toEqual([
      [1, "refused"],
      [2, "refused"],
      [4, "refused"],
      [6, "refused"],
      [8, "made"],
    ]);
    expect(await byName("c")).toMatchObject({ ssh: { username: "ops", address: "c" } });
  });
});

describe("Ansible", () => {
  const ini = [
    "# all of it",
    "lonely ansible_host=192.0.2.200 ansible_user=root",
    "[web]",
    "web[01:03].example.com ansible_port=2222",
    "[db]",
    'db-[a:b] ansible_host=192.0.2.7 ansible_user="db admin"',
    "db-c ansible_ssh_common_args='-o ProxyJump=jump@gate:2200' http_port=80",
    "[prod:children]",
    "web",
    "db",
    "[prod:vars]",
    "ansible_user=ops",
    "[local]",
    "here ansible_connection=local",
  ].join("\n");

  test("INI: ranges, groups and their variables; the nearest word wins, and groups become labels", async () => {
    const done = await importing("ansible", ini);
    expect(outcomes(done)).toEqual([
      "2 target made lonely",
      "4 target made web01.example.com",
      "4 target made web02.example.com",
      "4 target made web03.example.com",
      "6 target refused db-a",
      "6 target refused db-b",
      "7 proxy made jump@gate:2200",
      "7 target made db-c",
      "14 target refused here",
    ]);
    expect(done.notRead).toEqual([{ line: 7, text: "http_port" }]);
    expect(await byName("web03.example.com")).toMatchObject({
      ssh: { username: "ops", address: "web03.example.com", port: 2222 },
      labels: { web: "", prod: "" },
    });
    expect(await byName("db-c")).toMatchObject({
      ssh: { username: "ops", proxyName: "jump@gate:2200" },
      labels: { db: "", prod: "" },
    });
  });

  const yaml = [
    "all:",
    "  vars:",
    "    ansible_user: ops",
    "  children:",
    "    web:",
    "      hosts:",
    "        web[1:2]:",
    "          ansible_host: 192.0.2.1",
    "          nested: {a: 1}",
    "        web3:",
    "      vars:",
    "        ansible_port: 0022",
  ].join("\n");

  test("YAML says the same in its own way", async () => {
    const done = await importing("ansible", yaml);
    expect(outcomes(done)).toEqual(["7 target made web1", "7 target made web2", "10 target made web3"]);
    expect(done.notRead).toEqual([{ line: 7, text: "nested" }]);
    expect(await byName("web1")).toMatchObject({
      ssh: { username: "ops", address: "192.0.2.1", port: 22 },
      labels: { web: "" },
    });
  });

  test.each([
    ["an alias", "all:\n  vars: &v {ansible_user: ops}\n  hosts: {a: *v}\n"],
    ["a tag", "all:\n  hosts:\n    a: !!python/object:os.system {}\n    b: !vault x\n"],
    ["broken YAML", "all:\n  hosts: [\n"],
  ])("%s is refused by its line, and nothing of the file is taken", async (_, text) => {
    const done = await importing("ansible", text);
    expect(done.lines.length).toBeGreaterThan(0);
    expect(done.lines.every(({ outcome, reason }) => outcome === "refused" && reason !== "")).toBe(true);
  });

  test("a range of millions is refused before it is made, and groups in a circle end", async () => {
    await expect(importing("ansible", "web[1:99999999]\n")).rejects.toMatchObject({
      message: "TOO_MANY_ENTRIES",
    });
    const circle = "[a:children]\nb\n[b:children]\na\n[b]\nhost ansible_user=root\n";
    expect((await importing("ansible", circle)).counts).toMatchObject({ made: 1 });
  });
});
