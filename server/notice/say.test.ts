import { expect, test } from "vitest";
import { type NoticeContent, type NoticeOf, sendReasons } from "../domain/notice.ts";
import { noticeReason } from "../messages.ts";
import { sayNotice } from "./say.ts";

const about = {
  tenant: { id: 1, name: "Acme" },
  timeZone: "Asia/Shanghai",
  at: "2026-11-28T02:00:00.000Z",
};
const task = { id: 7, name: "nightly" };

function run(changes: Partial<NoticeOf<"run">["run"]> = {}): NoticeOf<"run"> {
  const counts = {
    succeeded: 1,
    failed: 11,
    unreachable: 1,
    cancelled: 0,
    timed_out: 0,
    skipped: 0,
    lost: 0,
  };
  const host = {
    state: "failed",
    reason: "exit_code",
    exitCode: 3,
    signal: null,
    lastLine: "disk full",
  } as const;
  return {
    kind: "run",
    ...about,
    task,
    script: { id: 3, name: "backup", version: 4 },
    run: {
      id: 99,
      state: "failed",
      previousState: "succeeded",
      trigger: "schedule",
      executedBy: "schedule",
      startedAt: "2026-11-28T01:59:00.000Z",
      endedAt: "2026-11-28T02:00:00.000Z",
      hostCount: 13,
      counts,
      ...changes,
    },
    hosts: Array.from({ length: 10 }, (_, n) => ({ ...host, hostId: `h-${n}`, name: `db-${n}` })),
  };
}

test("a failed run is told with its hosts, their last words, and how many more there are", () => {
  expect(sayNotice("en", run())).toEqual({
    title: "nightly failed: 12 of 13 hosts did not succeed",
    lines: [
      "Tenant: Acme",
      "Script: backup, version 4",
      "Run 99: schedule",
      "28 Nov 2026, 09:59:00 (Asia/Shanghai) to 28 Nov 2026, 10:00:00 (Asia/Shanghai)",
      "Hosts: succeeded 1, failed 11, unreachable 1",
      ...run().hosts.map(({ name, hostId }) => `${name} (${hostId}): failed, exit code 3: disk full`),
      "and 2 more hosts that did not succeed",
    ],
  });
});

const contents: [string, NoticeContent][] = [
  ["a run that is well again", run({ state: "succeeded", previousState: "failed" })],
  ["a run of unknown outcome", run({ state: "interrupted" })],
  [
    "a missed fire",
    {
      kind: "fires",
      ...about,
      task,
      fires: {
        outcome: "missed",
        reason: "window",
        reasonValues: {},
        count: 3,
        firstAt: about.at,
        lastAt: about.at,
      },
    },
  ],
  [
    "a paused schedule",
    { kind: "paused", ...about, task, failuresInRow: 3, run: { id: 99, state: "failed" } },
  ],
  [
    "a flood",
    {
      kind: "flood",
      ...about,
      count: 30,
      firstAt: about.at,
      lastAt: about.at,
      tasks: [{ ...task, count: 28 }],
      moreTasks: 2,
    },
  ],
  ["a test", { kind: "test", ...about, by: "admin@example.com" }],
];

test.each(contents)("%s is said in both languages, each in its own words", (_what, content) => {
  const [english, chinese] = [sayNotice("en", content), sayNotice("zh-CN", content)];
  expect(english.title).not.toMatch(/\p{Script=Han}/u);
  expect([chinese.title, ...chinese.lines].join("")).toMatch(/\p{Script=Han}/u);
  expect(chinese.lines).toHaveLength(english.lines.length);
  // A sentence that could not be made is shown by its name.
  expect(JSON.stringify([english, chinese])).not.toContain("noticeTexts");
});

test.each(sendReasons)("why a receiver did not take a notice is said in both languages: %s", (reason) => {
  for (const locale of ["en", "zh-CN"] as const)
    expect(noticeReason(locale, reason)).not.toContain("noticeReasons");
});
