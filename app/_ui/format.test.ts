import { expect, test } from "vitest";
import { formatDay, formatMoment } from "./format.ts";

const now = new Date("2026-11-27T12:00:00Z");

test("a day is said in British order, and in Chinese with its spaces", () => {
  expect(formatDay(now, "en", "UTC", { month: "short" })).toBe("27 Nov");
  expect(formatDay(now, "en", "UTC", { month: "long", weekday: "long" })).toBe("Friday 27 November");
  expect(formatDay(now, "zh-CN", "UTC", { weekday: "long" })).toBe("11 月 27 日 星期五");
  expect(formatDay(now, "zh-CN", "UTC", { year: true })).toBe("2026 年 11 月 27 日");
});

test("a moment says today's time alone, else its day too, and the year where it is another one", () => {
  expect(formatMoment("2026-11-27T08:02:11Z", "zh-CN", "UTC", { now })).toBe("08:02:11");
  expect(formatMoment("2026-11-08T06:02:00Z", "zh-CN", "Asia/Shanghai", { now })).toBe("11 月 8 日 14:02");
  expect(formatMoment("2026-11-08T14:02:00Z", "en", "UTC", { now })).toBe("8 Nov 14:02");
  expect(formatMoment("2025-11-08T14:02:00Z", "en", "UTC", { now, short: true })).toBe("8 Nov 2025");
});
