import { expect, test } from "vitest";
import { languageFaults } from "./languages.ts";

test("a text that one language lacks is named", () => {
  expect(languageFaults({ a: { b: "x", c: "y" } }, { a: { b: "甲" } })).toEqual(["zh-CN lacks a.c"]);
  expect(languageFaults({}, { a: "甲" })).toEqual(["en lacks a"]);
});

test("a value that one language does not name is found", () => {
  expect(languageFaults({ a: "{count, plural, one {# host} other {# hosts}}" }, { a: "几台" })).toEqual([
    "a names {count} in en and {} in zh-CN",
  ]);
});

test("a text that was not translated is found, in either direction", () => {
  expect(languageFaults({ a: "Save" }, { a: "Save" })).toEqual(["a has no Chinese in zh-CN: Save"]);
  expect(languageFaults({ a: "保存" }, { a: "保存" })).toEqual(["a speaks Chinese in en"]);
});
