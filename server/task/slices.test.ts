import { expect, test } from "vitest";
import { Slices } from "./slices.ts";

/** Items each of which takes the process for itself for a while. */
function* slowItems(count: number): Generator<number> {
  for (let item = 0; item < count; item++) {
    for (const until = performance.now() + 12; performance.now() < until; ) {}
    yield item;
  }
}

test("while much is computed others have their turn, and no more is computed than was asked for", async () => {
  let turns = 0;
  const others = setInterval(() => {
    turns += 1;
  }, 1);
  expect(await new Slices().take(slowItems(100), 20)).toHaveLength(20);
  clearInterval(others);
  expect(turns).toBeGreaterThan(5);
  expect(await new Slices().take([], 20)).toEqual([]);
});
