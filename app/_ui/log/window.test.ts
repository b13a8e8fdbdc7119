import { expect, test } from "vitest";
import type { LogEvent } from "./lines.ts";
import { LogWindow } from "./window.ts";

/** One line a chunk. */
function chunks(from: number, to: number): LogEvent[] {
  return Array.from({ length: to - from + 1 }, (_, at) => ({
    seq: from + at,
    stream: "stdout" as const,
    at: "",
    text: `line ${from + at}\n`,
    line: from + at - 1,
    continues: false,
  }));
}
const numbersOf = (log: LogWindow) => log.shown().lines.map((line) => line.number);

test("what comes twice is shown once, and lines keep their numbers whatever is read before them", () => {
  const log = new LogWindow(null, 10);
  log.prepend(chunks(6, 10), true);
  log.hear(chunks(11, 13));
  log.hear(chunks(12, 15));
  expect(numbersOf(log)).toEqual([6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
  log.prepend(chunks(1, 5), false);
  expect(numbersOf(log)[0]).toBe(1);
  expect(log.shown()).toMatchObject({ atStart: true, atEnd: true, total: 15 });
});

test("a flood leaves a bounded stretch, whose start can be read again", () => {
  const log = new LogWindow(null, 0);
  for (let from = 1; from < 100_000; from += 500) log.hear(chunks(from, from + 499));
  const { lines, atStart, atEnd, total } = log.shown();
  expect(lines.length).toBeLessThan(15_000);
  expect([atStart, atEnd, total]).toEqual([false, true, 100_000]);
  expect(lines.at(-1)?.number).toBe(100_000);
  expect(log.readFrom).toBe(lines[0]?.number);
});

test("away from the end, what comes is counted and not shown, until pages lead there", () => {
  const log = new LogWindow(null, 100);
  log.place(chunks(40, 50), true);
  log.hear(chunks(101, 105));
  expect(numbersOf(log).at(-1)).toBe(50);
  expect(log.total).toBe(105);
  log.append(chunks(51, 105), false);
  expect(log.shown().atEnd).toBe(true);
  log.hear(chunks(106, 106));
  expect(numbersOf(log).at(-1)).toBe(106);
});

test("a line that lies over pages is whole, and a carriage return leaves its last state", () => {
  const log = new LogWindow(null, 3);
  const chunk = { stream: "stdout" as const, at: "" };
  log.prepend([{ ...chunk, seq: 3, text: "of it\n", line: 1, continues: true }], true);
  log.prepend(
    [
      { ...chunk, seq: 1, text: "10%\r", line: 0, continues: false },
      { ...chunk, seq: 2, text: "100% ", line: 1, continues: true },
    ],
    false,
  );
  expect(log.shown().lines).toMatchObject([{ number: 1, text: "100% of it" }]);
});

test("of a page that is too long the part nearest to the reader is taken, and the rest is read later", () => {
  const log = new LogWindow(null, 60_000);
  log.prepend(chunks(1, 60_000), false);
  expect(numbersOf(log).at(-1)).toBe(60_000);
  expect(log.shown()).toMatchObject({ atStart: false, atEnd: true });
  log.prepend(chunks(1, log.readFrom - 1), false);
  expect(numbersOf(log)).toEqual(numbersOf(log).toSorted((a, b) => a - b));
  expect(numbersOf(log)).toContain(58_000);
  log.place(chunks(30_000, 60_000), false);
  expect(numbersOf(log)[0]).toBe(30_000);
  expect(log.shown().atEnd).toBe(false);
});
