import fc from "fast-check";
import { expect, test } from "vitest";
import { locales } from "../domain/locale.ts";
import { readCron } from "../domain/schedule/cron.ts";
import { anyExpression } from "../testing/cron-expressions.ts";
import { cronSentence } from "./sentence.ts";

function read(expression: string) {
  const cron = readCron(expression);
  if (cron === null) throw new Error(`not read: ${expression}`);
  return cron.reading;
}

test.each([
  ["30 2 * * 1-5", "At 02:30, Monday to Friday", "周一至周五 02:30"],
  ["30 2 * * *", "At 02:30, every day", "每天 02:30"],
  ["15 30 2 * * *", "At 02:30:15, every day", "每天 02:30:15"],
  ["30 2,14 * * 1", "At 02:30 and 14:30, on Monday", "每周一 02:30 和 14:30"],
  ["*/20 * * * *", "Every 20 minutes", "每 20 分钟"],
  ["* * * * *", "Every minute", "每分钟"],
  ["*/10 * * * * *", "Every 10 seconds", "每 10 秒"],
  ["0 * * * *", "Every hour, on the hour", "每小时整点"],
  ["0 */6 * * *", "At 00:00, 06:00, 12:00, and 18:00, every day", "每天 00:00、06:00、12:00 和 18:00"],
  ["0 */2 * * *", "Every 2 hours, on the hour", "每 2 小时整点"],
  ["5 * * * *", "In every hour, at minute 5", "每小时的 5 分"],
  ["*/20 9-17 * * 1-5", "In the hours 9–17, at minutes 0, 20, and 40, Monday to Friday", ""],
  ["0 9 13 * 5", "At 09:00, on day 13 of the month, and also on Friday", "每月 13 日，另外还有每周五，09:00"],
  ["0 9 13 * +5", "At 09:00, on day 13 of the month, if that is on Friday", ""],
  ["0 9 1,15,20-25 * *", "At 09:00, on days 1, 15, and 20–25 of the month", "每月 1、15 和 20–25 日 09:00"],
  ["0 9 L * *", "At 09:00, on the last day of the month", "每月最后一天 09:00"],
  ["0 0 9 L-3 * ?", "At 09:00, 3 days before the last day of the month", "每月最后一天的前 3 天 09:00"],
  ["0 9 LW 3,6 *", "At 09:00, on the last workday (Monday to Friday) of the month, in March and June", ""],
  ["0 9 15W * *", "At 09:00, on the workday (Monday to Friday) nearest to day 15 of the month", ""],
  ["0 9 * * 5L", "At 09:00, the last Friday of the month", "每月最后一个周五 09:00"],
  ["0 0 9 ? * 6#3", "At 09:00, the 3rd Friday of the month", "每月第 3 个周五 09:00"],
  [
    "0 0 9 1 1 ? 2027",
    "At 09:00, on day 1 of the month, in January, in 2027",
    "2027 年 1 月的每月 1 日 09:00",
  ],
])("%s is said in words of both languages", (expression, en, zh) => {
  expect(cronSentence(read(expression), "en")).toBe(en);
  if (zh !== "") expect(cronSentence(read(expression), "zh-CN")).toBe(zh);
});

test("two schedules that fire at different moments are never said in the same words", () => {
  for (const locale of locales) {
    const said = new Map<string, string>();
    fc.assert(
      fc.property(anyExpression, (expression) => {
        const { fixedTime: _, quartz: __, ...reading } = read(expression);
        const meaning = JSON.stringify(meaningOf(reading));
        const sentence = cronSentence(read(expression), locale);
        expect(said.get(sentence) ?? meaning, `${expression}: ${sentence}`).toBe(meaning);
        said.set(sentence, meaning);
      }),
      { numRuns: 1_000 },
    );
  }
});

/** Where only one kind of day is given, it makes no difference how both would be joined. */
function meaningOf(reading: Omit<ReturnType<typeof read>, "fixedTime" | "quartz">) {
  const bothGiven = reading.days !== null && reading.weekdays !== null;
  return { ...reading, eitherDay: bothGiven ? reading.eitherDay : true };
}
