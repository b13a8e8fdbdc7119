import fc from "fast-check";
import { expect, test } from "vitest";
import type { OutputWrite } from "../run/record.ts";
import { OutputBuffer } from "./output-buffer.ts";

const claim = { targetLogId: 1, epoch: 1, tenantId: 1, taskLogId: 1, targetId: 1, proxyId: null };
const arrivals = fc.array(
  fc.record({
    stream: fc.constantFrom("stdout" as const, "stderr" as const),
    bytes: fc.uint8Array({ maxLength: 3000 }).map((bytes) => Buffer.from(bytes)),
    flush: fc.boolean(),
  }),
  { maxLength: 60 },
);

/** Applies writes as the database does. */
function store(writes: (OutputWrite | null)[]) {
  const rows = new Map<number, OutputWrite["rows"][number]>();
  for (const write of writes) {
    for (const row of write?.rows ?? []) rows.set(row.sequence, row);
    for (const sequence of write?.cut ?? []) expect(rows.delete(sequence)).toBe(true);
  }
  return [...rows.values()].sort((a, b) => a.sequence - b.sequence);
}

test("what is within the limit is stored byte for byte, whatever the bytes and ticks", () => {
  fc.assert(
    fc.property(arrivals, (all) => {
      const buffer = new OutputBuffer(claim, 67_108_864);
      const writes = all.map(({ stream, bytes, flush }) => {
        buffer.append(stream, bytes);
        return flush ? buffer.take() : null;
      });
      const rows = store([...writes, buffer.finish()]);
      for (const stream of ["stdout", "stderr"] as const) {
        const sent = Buffer.concat(all.filter((a) => a.stream === stream).map((a) => a.bytes));
        const kept = Buffer.concat(rows.filter((r) => r.stream === stream).map((r) => r.bytes));
        expect(kept.equals(sent)).toBe(true);
      }
    }),
  );
});

test("beyond the limit head and tail stay, and kept and dropped bytes add up", () => {
  fc.assert(
    fc.property(arrivals, (all) => {
      const buffer = new OutputBuffer(claim, 4096);
      const writes: (OutputWrite | null)[] = [];
      for (const { stream, bytes, flush } of all) {
        buffer.append(stream, bytes);
        if (flush) writes.push(buffer.take());
      }
      writes.push(buffer.finish());
      const rows = store(writes);
      const totals = writes.findLast((write) => write !== null)?.totals;
      const sent = Buffer.concat(all.filter((a) => a.stream === "stdout").map((a) => a.bytes));
      const kept = rows.filter((row) => row.stream === "stdout");
      const keptBytes = kept.reduce((sum, row) => sum + row.bytes.length, 0);
      expect(keptBytes).toBeLessThanOrEqual(4096);
      expect(keptBytes + (totals?.stdoutDroppedBytes ?? 0)).toBe(sent.length);
      for (const row of kept) {
        expect(row.bytes.equals(sent.subarray(row.offset, row.offset + row.bytes.length))).toBe(true);
      }
    }),
  );
});

test("both streams keep the order in which they came", () => {
  const buffer = new OutputBuffer(claim, 1_048_576);
  buffer.append("stdout", Buffer.from("one "));
  buffer.append("stderr", Buffer.from("two "));
  buffer.append("stdout", Buffer.from("three"));
  const rows = buffer.take()?.rows ?? [];
  expect(rows.map((row) => [row.sequence, row.stream, row.bytes.toString()])).toEqual([
    [1, "stdout", "one "],
    [2, "stderr", "two "],
    [3, "stdout", "three"],
  ]);
});

test("the last line that says something is known, across ticks and unfinished lines", () => {
  const buffer = new OutputBuffer(claim, 1_048_576);
  buffer.append("stdout", Buffer.from("first\nsec"));
  expect(buffer.take()?.totals.lastLine).toBe("sec");
  buffer.append("stdout", Buffer.from("ond\n\n  \n"));
  expect(buffer.take()?.totals.lastLine).toBe("second");
});
