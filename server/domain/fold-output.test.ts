import { expect, test } from "vitest";
import { foldLine } from "./fold-output.ts";

test.each([
  ["2026-11-27T11:58:07Z done in 3.2 s", "2025-01-02T00:00:00Z done in 14 s"],
  ["Fri Nov 27 11:58:07 UTC 2026 up", "Mon  2 Mar 01:02:03 UTC 2025 up"],
  ["request 4f9c2ab1-77aa-4c1e-9d00-a1b2c3d4e5f6 ok", "request 00aa2ab1-77aa-4c1e-9d00-a1b2c3d4e500 ok"],
  ["pid 18233 at 0x7ffe01", "pid 7 at 0x00aa"],
  ["hello from web-1 (10.0.0.1)", "hello from web-1 (10.0.0.2)"],
  ["\u001b[32mok\u001b[0m   17", "ok 3"],
])("%j and %j say the same", (one, other) => {
  expect(foldLine(one)).toBe(foldLine(other));
});

test.each([
  ["nginx: syntax is ok", "nginx: syntax is bad"],
  ["restarted web", "restarted db"],
  ["a decade of facade", "a facade of decade"],
])("%j and %j differ", (one, other) => {
  expect(foldLine(one)).not.toBe(foldLine(other));
});

test("a host's own names are alike", () => {
  expect(foldLine("up: web-a.example", ["web-a.example"])).toBe(
    foldLine("up: db-b.example", ["db-b.example"]),
  );
});
