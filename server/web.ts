import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import ipaddr from "ipaddr.js";
import next from "next";
import { env as readEnv } from "./env.ts";
import { logger } from "./logger.ts";
import { countRequest } from "./metrics.ts";
import { closeWebRuntime, webRuntime } from "./runtime.ts";

/** How long answers may go on once the process was asked to end. */
const graceMs = 500;

/**
 * Puts the pages and the API behind an HTTP server of our own: it writes the caller's address into every request
 * before anything reads it, and it ends open streams when the process is asked to end.
 *
 * @param options.dev with reloading, for who works on it
 */
export async function startWeb({ dev }: { dev: boolean }): Promise<{ port: number; stop(): Promise<void> }> {
  const env = readEnv();
  const app = next({ dev, hostname: env.HOSTRUN_HOST, port: env.PORT });
  await app.prepare();
  const answer = app.getRequestHandler();
  const server = createServer((request, response) => {
    writeCaller(request, env.HOSTRUN_TRUSTED_PROXIES);
    countRequest(request, response);
    answer(request, response).catch((error: unknown) => fail(response, error));
  });
  await webRuntime();
  const port = await listen(server, env.PORT, env.HOSTRUN_HOST);
  logger.info({ host: env.HOSTRUN_HOST, port }, "web listens");
  return {
    port,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      await closeWebRuntime();
      setTimeout(() => server.closeAllConnections(), graceMs).unref();
      await closed;
      await app.close();
    },
  };
}

/** Forwarding headers are the socket's own words, unless a named proxy says who stands behind it. */
export function writeCaller(request: IncomingMessage, trustedProxies: string[]): void {
  const peer = plainAddress(request.socket.remoteAddress ?? "");
  const { headers } = request;
  if (trustedProxies.includes(peer)) {
    const chain = String(headers["x-forwarded-for"] ?? "").split(",");
    const callers = chain.map((part) => part.trim()).filter((part) => part !== "");
    headers["x-forwarded-for"] = callers.findLast((part) => !trustedProxies.includes(part)) ?? peer;
    return;
  }
  headers["x-forwarded-for"] = peer;
  headers["x-forwarded-proto"] = "http";
  headers["x-forwarded-host"] = headers.host;
  delete headers.forwarded;
  delete headers["x-real-ip"];
}

function plainAddress(address: string): string {
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : address;
}

function fail(response: ServerResponse, error: unknown): void {
  logger.error({ err: error }, "a request was not answered");
  if (!response.headersSent) response.writeHead(500);
  response.end();
}

function listen(server: ReturnType<typeof createServer>, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}
