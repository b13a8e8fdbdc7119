import fc from "fast-check";
import { expect, test } from "vitest";
import { OutputWindow } from "./output-window.ts";
import { utf8Boundary } from "./utf8.ts";

test("head and tail stay within the limit, and what fell out is counted exactly", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 400 }), (sizes) => {
      const window = new OutputWindow(4000);
      const kept = new Map<number, number>();
      let total = 0;
      sizes.forEach((bytes, sequence) => {
        total += bytes;
        kept.set(sequence, bytes);
        for (const cut of window.add({ sequence, bytes, lines: 1 })) kept.delete(cut);
        expect(sum(kept.values())).toBeLessThanOrEqual(1000 + 2 * 3000);
      });
      for (const cut of window.trim()) kept.delete(cut);
      expect(sum(kept.values())).toBeLessThanOrEqual(4000);
      expect(sum(kept.values()) + window.droppedBytes).toBe(total);
      expect(kept.size + window.droppedLines).toBe(sizes.length);
      const gaps = [...kept.keys()].filter(
        (sequence, index, all) => index > 0 && sequence !== (all[index - 1] ?? 0) + 1,
      );
      expect(gaps.length).toBeLessThanOrEqual(1);
    }),
  );
});

test("a stretch of text is cut between characters wherever it is cut", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1 }), fc.nat(), (text, at) => {
      const bytes = Buffer.from(text);
      const cut = bytes.subarray(0, at % (bytes.length + 1));
      const whole = cut.subarray(0, utf8Boundary(cut));
      expect(cut.length - whole.length).toBeLessThanOrEqual(3);
      expect(() => new TextDecoder("utf-8", { fatal: true }).decode(whole)).not.toThrow();
    }),
  );
});

test("bytes that are no text at all are never held back", () => {
  expect(utf8Boundary(Buffer.from([0xff, 0xfe, 0xff]))).toBe(3);
  expect(utf8Boundary(Buffer.from([0x80, 0x80, 0x80, 0x80, 0x80]))).toBe(5);
  expect(utf8Boundary(Buffer.from([0x41, 0xe4, 0xb8]))).toBe(1);
});

function sum(values: Iterable<number>): number {
  return [...values].reduce((total, value) => total + value, 0);
}
