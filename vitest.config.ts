import { defineConfig } from "vitest/config";

/** What each test gets, wherever it stands. */
const shared = {
  environment: "node",
  env: { LOG_LEVEL: "fatal" },
  testTimeout: 30_000,
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
          maxWorkers: 3,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...shared,
          name: "browser",
          include: ["e2e/**/*.test.ts"],
          // Each file has a whole product and a browser of its own: two at once would starve each other.
          maxWorkers: 1,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
