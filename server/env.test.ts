import { describe, expect, test } from "vitest";
import { loadEnv, SettingsError } from "./env.ts";

test("with nothing set, every setting has the value that the documents name", () => {
  const env = loadEnv({});
  expect(env).toMatchObject({
    HOSTRUN_HOST: "0.0.0.0",
    PORT: 3000,
    HOSTRUN_ADMIN_EMAIL: "admin@hostrun.local",
    HOSTRUN_CORS_ORIGINS: [],
    HOSTRUN_ALLOW_LOOPBACK_TARGETS: false,
    HOSTRUN_NOTICE_NETWORKS: [],
    HOSTRUN_SANDBOX: false,
    HOSTRUN_WORKER_SLOTS: 100,
    HOSTRUN_HEARTBEAT_SECONDS: 5,
    HOSTRUN_DRAIN_SECONDS: 30,
    LOG_LEVEL: "info",
  });
  expect(env.DATABASE_URL).toBeUndefined();
  expect(env.HOSTRUN_DATA_DIR).toBe(`${process.cwd()}/.hostrun`);
});

test("one message names every wrong setting", () => {
  const wrong = {
    PORT: "seventy",
    DATABASE_URL: "mysql://x",
    HOSTRUN_URL: "hosts",
    HOSTRUN_WORKER_SLOTS: "0",
    SMTP_URL: "mail.example.com:25",
    SMTP_FROM: "nobody",
    HOSTRUN_NOTICE_NETWORKS: "10.0.0.0/8,10.1.2.3",
    LOG_LEVEL: "loud",
  };
  const message = messageOf(() => loadEnv(wrong));
  for (const name of Object.keys(wrong)) expect(message).toContain(`  ${name}: `);
  expect(message.split("\n")).toHaveLength(Object.keys(wrong).length + 1);
});

test("an empty setting is one that is not set", () => {
  const env = loadEnv({ PORT: "", DATABASE_URL: "", LOG_LEVEL: "" });
  expect(env.DATABASE_URL).toBeUndefined();
  expect(env).toMatchObject({
    PORT: 3000,
    LOG_LEVEL: "info",
  });
});

test("lists are comma-separated, and keep no empty part", () => {
  const { HOSTRUN_CORS_ORIGINS } = loadEnv({
    HOSTRUN_CORS_ORIGINS: "https://a.example, https://b.example,,",
  });
  expect(HOSTRUN_CORS_ORIGINS).toEqual(["https://a.example", "https://b.example"]);
});

test("the message centre's mapping is as usual but for what is said, and a wrong one is named by its field", () => {
  const { MANAGER_MAPPING } = loadEnv({ MANAGER_MAPPING: '{"id":"data.id","fields":{"title":"subject"}}' });
  expect(MANAGER_MAPPING).toMatchObject({
    createPath: "/createNotice",
    sendPath: "/SendNotices",
    id: "data.id",
    fields: { title: "subject", content: "content", noticeIds: "noticeIds" },
  });
  expect(messageOf(() => loadEnv({ MANAGER_MAPPING: "createPath: /x" }))).toContain("MANAGER_MAPPING: ");
  const misspelt = '{"fields":{"tittle":"subject"}}';
  expect(messageOf(() => loadEnv({ MANAGER_MAPPING: misspelt }))).toMatch(
    /MANAGER_MAPPING\.fields: .*tittle/,
  );
});

describe("a flag", () => {
  test.each(["true", "1"])("is on for %s", (value) => {
    expect(loadEnv({ HOSTRUN_ALLOW_LOOPBACK_TARGETS: value }).HOSTRUN_ALLOW_LOOPBACK_TARGETS).toBe(true);
  });
  test.each(["false", "0", "no", ""])("is off for %j", (value) => {
    expect(loadEnv({ HOSTRUN_ALLOW_LOOPBACK_TARGETS: value }).HOSTRUN_ALLOW_LOOPBACK_TARGETS).toBe(false);
  });
});

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  throw new Error("nothing was wrong");
}
