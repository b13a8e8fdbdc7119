import { defineConfig } from "vitest/config";

/** Each of these has a whole product of its own, most a browser too: two at once would starve each other. */
const wholeProducts = ["e2e/**/*.test.ts", "dev/demo.test.ts", "dev/main-job.test.ts"];

/** What each test gets, wherever it stands. */
const shared = {
  environment: "node",
  env: { LOG_LEVEL: "fatal" },
  // Each step of a test waits for so long as it may take by itself; the whole may take as long as some of them do.
  testTimeout: 60_000,
  // What a test waits for by polling comes when the machine has time for it; vitest's own default is a second.
  expect: { poll: { timeout: 15_000 } },
} as const;

export default defineConfig({
  test: {
    globalSetup: "server/testing/global-postgres.ts",
    projects: [
      {
        test: {
          ...shared,
          name: "parts",
          include: ["{app,bin,dev,server,worker}/**/*.test.ts"],
          exclude: wholeProducts,
          maxWorkers: 3,
          hookTimeout: 120_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...shared,
          name: "whole",
          include: wholeProducts,
          maxWorkers: 1,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
