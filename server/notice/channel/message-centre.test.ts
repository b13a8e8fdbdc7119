import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type ManagerStandIn, startManagerStandIn } from "../../../dev/manager/stand-in.ts";
import type { MessageCentre } from "./centre-settings.ts";
import { managerMappingSchema } from "./manager-mapping.ts";
import { sendToMessageCentre } from "./message-centre.ts";
import type { NoticeMessage } from "./types.ts";

const token = "a token that nobody may read";
let manager: ManagerStandIn;
beforeAll(async () => {
  manager = await startManagerStandIn({ token });
});
afterAll(() => manager.close());
afterEach(() => {
  manager.instead = null;
  manager.calls.length = 0;
  manager.notices.length = 0;
});

function centre(mapping: unknown = {}): MessageCentre {
  return { url: manager.url, token, receivers: ["ops"], mapping: managerMappingSchema.parse(mapping) };
}

const message: NoticeMessage = {
  locale: "zh-CN",
  level: "error",
  title: "备份 失败：2 台主机里 1 台没成功",
  lines: ["租户：Acme", 'db-1: "disk" <full>'],
  link: "https://hostrun.example/task-logs/7",
  idempotencyKey: "5f0c6f4e-0000-4000-8000-000000000001",
  data: {
    kind: "test",
    tenant: { id: 1, name: "Acme" },
    timeZone: "UTC",
    at: "2026-11-28T02:00:00.000Z",
    by: "me",
  },
};

/** An attempt, with what was remembered before and is remembered now. */
async function attempt(made: string | null = null, { mapping = {}, timeoutMs = 5_000 } = {}) {
  const remembered: string[] = [];
  const remember = async (id: string) => {
    remembered.push(id);
  };
  const options = { receivers: ["ops", "值班"], made, remember, timeoutMs };
  return { ...(await sendToMessageCentre(centre(mapping), message, options)), remembered };
}

const fail =
  (path: string, status: number, body: string, type = "application/json") =>
  (call: { path: string }, response: ServerResponse) => {
    if (call.path !== path) return false;
    response.writeHead(status, { "content-type": type }).end(body);
    return true;
  };

test("a notice is made by one call and sent by another, byte for byte", async () => {
  const { outcome, reason, calls, remembered } = await attempt();
  expect({ outcome, reason, remembered }).toEqual({ outcome: "delivered", reason: null, remembered: ["1"] });
  expect(manager.calls.map(({ method, path, body }) => [method, path, body])).toEqual([
    [
      "POST",
      "/createNotice",
      '{"title":"备份 失败：2 台主机里 1 台没成功","content":"租户：Acme\\ndb-1: \\"disk\\" <full>\\nhttps://hostrun.example/task-logs/7","level":"error","source":"hostrun","idempotencyKey":"5f0c6f4e-0000-4000-8000-000000000001"}',
    ],
    ["POST", "/SendNotices", '{"noticeIds":[1],"receivers":["ops","值班"]}'],
  ]);
  for (const { headers } of manager.calls) {
    expect(headers).toMatchObject({
      authorization: `Bearer ${token}`,
      "content-type": "application/json; charset=utf-8",
      "idempotency-key": message.idempotencyKey,
    });
  }
  expect(calls.map(({ name, status, answer }) => [name, status, answer])).toEqual([
    ["createNotice", 200, '{"id":1}'],
    ["SendNotices", 200, '{"sent":1}'],
  ]);
  expect(JSON.stringify(calls)).not.toContain(token);
  expect(manager.notices).toMatchObject([{ id: 1, receivers: ["ops", "值班"] }]);
});

test("where the second call fails, the next attempt makes that call alone", async () => {
  manager.instead = fail("/SendNotices", 503, "{}");
  const first = await attempt();
  expect(first).toMatchObject({ outcome: "again", reason: "busy", remembered: ["1"] });
  manager.instead = null;
  manager.calls.length = 0;
  expect(await attempt(first.remembered[0])).toMatchObject({ outcome: "delivered", remembered: [] });
  expect(manager.calls.map(({ path }) => path)).toEqual(["/SendNotices"]);
  expect(manager.notices).toHaveLength(1);
});

test("paths, fields, levels, the id's place and what success looks like follow the operator's mapping", async () => {
  const mapping = {
    createPath: "/api/notice/createNotice",
    sendPath: "/api/notice/SendNotices",
    fields: { title: "subject", content: "body", noticeIds: "ids", receivers: "users" },
    levels: { error: "P1" },
    source: "scripts",
    id: "data.id",
    success: { field: "code", values: [0, "0"] },
  };
  manager.instead = ({ path }, response) => {
    response.end(path.endsWith("createNotice") ? '{"code":0,"data":{"id":"n-7"}}' : '{"code":"0"}');
    return true;
  };
  expect(await attempt(null, { mapping })).toMatchObject({ outcome: "delivered", remembered: ['"n-7"'] });
  expect(manager.calls.map(({ path, body }) => [path, JSON.parse(body)])).toEqual([
    [
      "/api/notice/createNotice",
      {
        subject: message.title,
        body: [...message.lines, message.link].join("\n"),
        level: "P1",
        source: "scripts",
        idempotencyKey: message.idempotencyKey,
      },
    ],
    ["/api/notice/SendNotices", { ids: ["n-7"], users: ["ops", "值班"] }],
  ]);
  manager.instead = fail("/api/notice/createNotice", 200, '{"code":500,"data":{"id":"n-8"}}');
  expect(await attempt(null, { mapping })).toMatchObject({
    outcome: "again",
    reason: "refused",
    remembered: [],
  });
});

describe("an answer is looked at", () => {
  test.each([
    ["4xx", 400, '{"error":"no"}', { outcome: "refused", reason: "status" }],
    ["too many", 429, "{}", { outcome: "again", reason: "busy" }],
    ["5xx", 502, "<html>Bad gateway</html>", { outcome: "again", reason: "busy" }],
    ["a redirect", 302, "", { outcome: "again", reason: "redirect" }],
    ["a page", 200, "<html>Sign in</html>", { outcome: "again", reason: "unreadable" }],
    ["no id", 200, '{"notice":{}}', { outcome: "again", reason: "unreadable" }],
    ["an empty answer", 200, "", { outcome: "again", reason: "unreadable" }],
  ])("of the first call: %s", async (_what, status, body, expected) => {
    manager.instead = fail("/createNotice", status, body);
    expect(await attempt()).toMatchObject({ ...expected, remembered: [], calls: [{ status, answer: body }] });
    expect(manager.calls).toHaveLength(1);
  });

  test.each([
    ["4xx", 404, '{"error":"no such notice"}', { outcome: "refused", reason: "status" }],
    ["a page", 200, "<html>Sign in</html>", { outcome: "again", reason: "unreadable" }],
    ["nothing, which is enough", 204, "", { outcome: "delivered", reason: null }],
  ])("of the second call: %s", async (_what, status, body, expected) => {
    manager.instead = fail("/SendNotices", status, body);
    expect(await attempt()).toMatchObject({ ...expected, remembered: ["1"] });
  });

  test("one that never ends is broken off", async () => {
    manager.instead = (_call, response) => {
      const more = () =>
        void (response.destroyed || response.write("x".repeat(4096), () => setImmediate(more)));
      more();
      return true;
    };
    const { outcome, reason, calls } = await attempt();
    expect({ outcome, reason }).toEqual({ outcome: "again", reason: "endless" });
    expect(calls[0]?.answer.length).toBeLessThanOrEqual(16 * 1024);
  });

  test("one that does not come is waited for no longer than the limit", async () => {
    manager.instead = () => true;
    expect(await attempt(null, { timeoutMs: 200 })).toMatchObject({ outcome: "again", reason: "timeout" });
  });
});

test("a message centre that is down is asked again later", async () => {
  const gone = createServer();
  await new Promise<void>((resolve) => gone.listen(0, "127.0.0.1", resolve));
  const { port } = gone.address() as AddressInfo;
  await new Promise((resolve) => gone.close(resolve));
  const settings = { ...centre(), url: `http://127.0.0.1:${port}` };
  const options = { receivers: ["ops"], made: null, remember: async () => {} };
  expect(await sendToMessageCentre(settings, message, options)).toMatchObject({
    outcome: "again",
    reason: "connection",
    calls: [{ name: "createNotice", status: null }],
  });
});

test("with nobody to tell, nothing is called", async () => {
  const options = { receivers: [], made: null, remember: async () => {} };
  expect(await sendToMessageCentre(centre(), message, options)).toEqual({
    outcome: "refused",
    reason: "receivers",
    calls: [],
  });
  expect(manager.calls).toEqual([]);
});
