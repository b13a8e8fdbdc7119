import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { utf8Boundary } from "../domain/utf8.ts";
import { makeTestContext, openTestWorld, type TestContext, type TestWorld } from "../testing/context.ts";
import { makeRun, storeOutput } from "../testing/factories.ts";
import type { TargetLogSearchInput } from "./input.ts";

type Row = Parameters<typeof storeOutput>[2][number];

let world: TestWorld;
let person: TestContext;

beforeAll(async () => {
  world = await openTestWorld();
  person = await makeTestContext(world);
});
afterAll(() => world?.close());

async function targetLogWith(rows: Row[]): Promise<number> {
  const { targetLogIds } = await makeRun(person);
  const targetLogId = targetLogIds[0] ?? 0;
  for (let from = 0; from < rows.length; from += 16) {
    await storeOutput(world, { tenantId: person.tenantId, targetLogId }, rows.slice(from, from + 16));
  }
  return targetLogId;
}

/** All hits, call after call; each call's `after` must move on. */
async function searchAll(input: Partial<TargetLogSearchInput> & { id: number; text: string }) {
  const hits: Awaited<ReturnType<TestContext["api"]["targetLog"]["search"]>>["hits"] = [];
  for (let calls = 1, after = 0; ; calls++) {
    const page = await person.api.targetLog.search({ ...input, after });
    expect(page.count).toBe(page.hits.length);
    hits.push(...page.hits);
    if (!page.more) return { hits, calls };
    expect(page.after).toBeGreaterThan(after);
    after = page.after;
  }
}

/** Bytes as rows of at most so many bytes, each ending between two characters, as the worker stores them. */
function rowsOf(parts: { stream: Row["stream"]; bytes: Buffer }[], size: () => number): Row[] {
  const offsets = { stdout: 0, stderr: 0 };
  const rows: Row[] = [];
  for (const { stream, bytes } of parts) {
    for (let rest = bytes; rest.length > 0; ) {
      const piece = rest.subarray(0, Math.max(1, utf8Boundary(rest.subarray(0, Math.max(4, size())))));
      rows.push({ sequence: rows.length + 1, stream, bytes: piece, offset: offsets[stream] });
      offsets[stream] += piece.length;
      rest = rest.subarray(piece.length);
    }
  }
  return rows;
}

test("text is found over the borders of chunks, between colours, in any script, and in what a line shows at last", async () => {
  const words = ["校验和", "check\u001b[31msum\u001b[0m", "10%\rdone", "plain", "", "CHECKSUM", "😀 smile"];
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % below;
  };
  const text = Array.from({ length: 400 }, (_, at) => `${at} ${words[random(words.length)]}`);
  const errors = Array.from({ length: 100 }, (_, at) => `error ${at} ${words[random(words.length)]}`);
  const parts = [
    { stream: "stdout" as const, bytes: Buffer.from(`${text.slice(0, 200).join("\n")}\n`) },
    { stream: "stderr" as const, bytes: Buffer.from(`${errors.join("\n")}\n`) },
    { stream: "stdout" as const, bytes: Buffer.from(text.slice(200).join("\n")) },
  ];
  const id = await targetLogWith(rowsOf(parts, () => 1 + random(30)));
  const shown = [...text.slice(0, 200), ...errors, ...text.slice(200)].map((line) =>
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what this is about
    line.replace(/\u001b\[\d+m/g, "").replace(/^.*\r/, ""),
  );
  const expected = (find: (line: string) => boolean) =>
    shown.flatMap((line, at) => (find(line) ? [at + 1] : []));
  const linesOf = async (input: Omit<Parameters<typeof searchAll>[0], "id">) =>
    (await searchAll({ id, ...input })).hits.map((hit) => hit.line);
  for (const word of ["校验", "和", "done", "10%", "😀", "error 7"]) {
    expect(await linesOf({ text: word }), word).toEqual(expected((line) => line.includes(word)));
  }
  expect(await linesOf({ text: "checksum" })).toEqual(expected((line) => /checksum/i.test(line)));
  expect(await linesOf({ text: "checksum", matchCase: true })).toEqual(
    expected((line) => /checksum/.test(line)),
  );
  expect(await linesOf({ text: "checksum", stream: "stderr" })).toEqual(
    expected((line) => line.startsWith("error") && /checksum/i.test(line)),
  );
});

test("a hit opens in context: its line is in the page that begins at it, and pages before that number their lines alike", async () => {
  const lines = Array.from({ length: 5_000 }, (_, at) => `line ${at + 1}`);
  const id = await targetLogWith(
    rowsOf([{ stream: "stdout", bytes: Buffer.from(`${lines.join("\n")}\n`) }], () => 97),
  );
  const { hits } = await searchAll({ id, text: "line 4321" });
  expect(hits).toMatchObject([{ line: 4_321, excerpt: "line 4321" }]);
  const page = await person.api.targetLog.output({ id, line: 4_321, limit: 3 });
  expect(page.chunks.map((chunk) => ("text" in chunk ? chunk.text : "")).join("")).toContain("line 4321\n");
  const first = page.chunks[0];
  const before = await person.api.targetLog.output({ id, before: first?.seq ?? 0, limit: 5 });
  expect(before.chunks.map((chunk) => chunk.seq)).toEqual(
    [1, 2, 3, 4, 5].map((at) => (first?.seq ?? 0) - 6 + at),
  );
  for (const chunk of [...before.chunks, ...page.chunks]) {
    if (!("text" in chunk)) throw new Error("nothing was cut");
    const ofLine = chunk.text.split("\n")[1]?.match(/^line (\d+)$/)?.[1];
    const begun = chunk.line + (chunk.continues ? 1 : 2);
    if (ofLine !== undefined) expect(begun).toBe(Number(ofLine));
  }
});

test("lines behind a cut have the numbers that they had before it", async () => {
  const lines = Array.from({ length: 1_000 }, (_, at) => `line ${at + 1}`);
  const rows = rowsOf([{ stream: "stdout", bytes: Buffer.from(`${lines.join("\n")}\n`) }], () => 64);
  const [from, to] = [20, 80];
  const cut = rows.slice(from, to);
  const id = await targetLogWith([...rows.slice(0, from), ...rows.slice(to)]);
  const dropped = Buffer.concat(cut.map((row) => row.bytes));
  const droppedLines = dropped.filter((byte) => byte === 10).length;
  await inTenant(asSystem(world.database), (tx) =>
    tx.execute(sql`update e_script_target_log set stdout_dropped_bytes = ${dropped.length},
      stdout_dropped_lines = ${droppedLines} where id = ${id}`),
  );
  expect((await searchAll({ id, text: "line 900" })).hits).toMatchObject([{ line: 900 }]);
  const page = await person.api.targetLog.output({ id, line: 900, limit: 2 });
  expect(page.chunks.map((chunk) => ("text" in chunk ? chunk.text : "")).join("")).toContain("line 900\n");
  const inCut = await person.api.targetLog.output({ id, line: 200, limit: 1 });
  expect(inCut.chunks[0]).toMatchObject({ cut: dropped.length, lines: droppedLines });
});

test("a hundred megabytes are looked through in bounded calls, each line once, whatever the lines are like", async () => {
  const block = Buffer.from(`${"x".repeat(199)}\n`.repeat(327));
  const rows: Row[] = Array.from({ length: 1_525 }, (_, at) => {
    const bytes = Buffer.from(block);
    if (at % 100 === 0) bytes.write("needle", 1_000);
    return { sequence: at + 1, stream: "stdout", bytes, offset: at * block.length };
  });
  const id = await targetLogWith(rows);
  const { hits, calls } = await searchAll({ id, text: "needle" });
  expect(hits.map((hit) => hit.line)).toEqual(Array.from({ length: 16 }, (_, at) => at * 100 * 327 + 6));
  expect(calls).toBeGreaterThan(10);
}, 120_000);

test("a line that is longer than what one call looks through is found in too, and ends no search", async () => {
  const long = Buffer.from(`${"y".repeat(20 * 1_048_576)}needle${"y".repeat(1_000)}\nshort needle\n`);
  const id = await targetLogWith(rowsOf([{ stream: "stdout", bytes: long }], () => 65_536));
  expect((await searchAll({ id, text: "needle" })).hits.map((hit) => hit.line)).toEqual([1, 2]);
}, 60_000);
