import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{app,bin,dev,e2e,server,worker}/**/*.test.ts"],
    globalSetup: "server/testing/global-postgres.ts",
    environment: "node",
    env: { LOG_LEVEL: "fatal" },
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
