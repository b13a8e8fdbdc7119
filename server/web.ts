import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import next from "next";
import { env as readEnv } from "./env.ts";
import { writeCaller } from "./http/caller.ts";
import { capBody } from "./http/cap-body.ts";
import { logger } from "./logger.ts";
import { countRequest } from "./metrics.ts";
import { closeWebRuntime, webRuntime } from "./runtime.ts";

/** Where the pages and their build are, wherever the process was started. */
const root = path.join(import.meta.dirname, "..");

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
  const app = next({ dev, dir: root, hostname: env.HOSTRUN_HOST, port: env.PORT });
  await app.prepare();
  const answer = app.getRequestHandler();
  const server = createServer((request, response) => {
    writeCaller(request, env.HOSTRUN_TRUSTED_PROXIES);
    countRequest(request, response);
    capBody(request);
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

function fail(response: ServerResponse, error: unknown): void {
  logger.error({ err: error }, "a request was not answered");
  if (!response.headersSent) response.writeHead(500);
  response.end();
}

function listen(server: ReturnType<typeof createServer>, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = error.code === "EADDRINUSE";
      reject(taken ? new Error(`PORT ${port} is taken by another program; set PORT to a free one`) : error);
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}
