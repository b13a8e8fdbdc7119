import { expect, test } from "vitest";
import { momentOf, wallClockOf } from "./wall-clock.ts";

test("a zone's clock and the moment behind it lead to each other", () => {
  for (const zone of ["UTC", "Asia/Shanghai", "Asia/Kathmandu", "America/New_York", "Australia/Lord_Howe"]) {
    for (const wall of ["2026-11-27T02:30", "2026-07-01T23:59", "2028-02-29T00:00"]) {
      expect(wallClockOf(momentOf(wall, zone) as Date, zone)).toBe(wall);
    }
  }
  expect(momentOf("2026-11-27T02:30", "Asia/Shanghai")?.toISOString()).toBe("2026-11-26T18:30:00.000Z");
});

test("a time that does not exist comes later, and of two the first is meant", () => {
  expect(momentOf("2026-03-29T02:30", "Europe/Berlin")?.toISOString()).toBe("2026-03-29T01:30:00.000Z");
  expect(momentOf("2026-10-25T02:30", "Europe/Berlin")?.toISOString()).toBe("2026-10-25T00:30:00.000Z");
});

test("what is no day and time is no moment", () => {
  for (const text of ["", "2026-11-27", "2026-13-01T00:00", "2026-02-30T00:00", "soon"]) {
    expect(momentOf(text, "UTC"), text).toBeNull();
  }
});
