import { expect, test } from "vitest";
import { afterAttempt } from "./after-attempt.ts";

test("a receiver that is down is asked after 2 s, ever later up to every 15 min, and given up within 24 h", () => {
  const delays: number[] = [];
  let ageSeconds = 0;
  for (let attempt = 1; ; attempt += 1) {
    const after = afterAttempt({ outcome: "again" }, attempt, ageSeconds);
    if (after.state !== "waiting") {
      expect(after.state).toBe("dead");
      break;
    }
    delays.push(after.delaySeconds);
    ageSeconds += after.delaySeconds;
  }
  expect(delays.slice(0, 11)).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
  expect(ageSeconds).toBeGreaterThan(24 * 3600 - 900);
  expect(ageSeconds).toBeLessThanOrEqual(24 * 3600);
});

test("what was taken or refused is not tried again", () => {
  expect(afterAttempt({ outcome: "delivered" }, 1, 0)).toEqual({ state: "delivered" });
  expect(afterAttempt({ outcome: "refused" }, 1, 0)).toEqual({ state: "dead" });
});
