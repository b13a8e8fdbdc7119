import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ManagerNotice } from "./notice.ts";
import { managerPage } from "./page.ts";

/** A call as it came. */
export interface ManagerCall {
  method: string;
  path: string;
  headers: IncomingMessage["headers"];
  body: string;
}

/** A small message centre for tests and for the demo: it keeps what it is told in memory, and shows it on a page. */
export interface ManagerStandIn {
  url: string;
  notices: ManagerNotice[];
  /** Every call, repeats and refused ones too. */
  calls: ManagerCall[];
  /** Answers calls instead of it, for faults: true where it has answered. */
  instead: ((call: ManagerCall, response: ServerResponse) => boolean) | null;
  close(): Promise<void>;
}

/** Starts it on loopback; a token, where given, is asked for. */
export async function startManagerStandIn(
  options: { port?: number; token?: string } = {},
): Promise<ManagerStandIn> {
  const server = createServer((request, response) => {
    void answer(manager, options.token, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const manager: ManagerStandIn = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    notices: [],
    calls: [],
    instead: null,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return manager;
}

async function answer(
  manager: ManagerStandIn,
  token: string | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = "GET", url: path = "/", headers } = request;
  if (method === "GET") {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(managerPage(manager.notices));
    return;
  }
  const call = { method, path, headers, body: await bodyOf(request) };
  manager.calls.push(call);
  if (manager.instead?.(call, response)) return;
  const { status, body } =
    token !== undefined && headers.authorization !== `Bearer ${token}`
      ? { status: 401, body: { error: "a token is needed" } }
      : respond(manager, call);
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

function respond(manager: ManagerStandIn, { path, body }: ManagerCall): { status: number; body: object } {
  const given = JSON.parse(body) as Record<string, unknown>;
  if (path === "/createNotice") return { status: 200, body: { id: create(manager, given).id } };
  if (path === "/SendNotices") return send(manager, given);
  return { status: 404, body: { error: "no such call" } };
}

/** A key that it knows makes no second notice. */
function create(manager: ManagerStandIn, given: Record<string, unknown>): ManagerNotice {
  const idempotencyKey = String(given.idempotencyKey);
  const known = manager.notices.find((notice) => notice.idempotencyKey === idempotencyKey);
  if (known !== undefined) return known;
  const made: ManagerNotice = {
    id: manager.notices.length + 1,
    title: String(given.title),
    content: String(given.content),
    level: String(given.level),
    source: String(given.source),
    idempotencyKey,
    createdAt: new Date(),
    receivers: [],
  };
  manager.notices.push(made);
  return made;
}

function send(manager: ManagerStandIn, given: Record<string, unknown>): { status: number; body: object } {
  const { noticeIds, receivers } = given as { noticeIds: number[]; receivers: string[] };
  const found = manager.notices.filter(({ id }) => noticeIds.includes(id));
  if (found.length < noticeIds.length) return { status: 404, body: { error: "no such notice" } };
  for (const notice of found) notice.receivers = [...new Set([...notice.receivers, ...receivers])];
  return { status: 200, body: { sent: found.length } };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
