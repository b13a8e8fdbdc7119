import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.join(import.meta.dirname, "..");
const text = readFileSync(path.join(root, "CONTRIBUTING.md"), "utf8");
const named = [...text.matchAll(/`(\S+\.test\.ts)`: (.+?) \|$/gm)].map(([, file = "", name = ""]) => ({
  file,
  name,
}));

test("the list of promises names tests", () => {
  expect(named.length).toBeGreaterThan(30);
});

test.each(named)("$file has the promised test: $name", ({ file, name }) => {
  expect(readFileSync(path.join(root, file), "utf8")).toContain(name);
});
