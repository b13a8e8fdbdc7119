import { timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { secretHash } from "../server/crypto/secret-token.ts";

/** What a worker knows of itself. */
export interface WorkerNumbers {
  /** Targets in hand now. */
  heldCount(): number;
  /** Targets that it may have in hand at once. */
  slots: number;
}

export interface MetricsPlace {
  /** 0: any free one. */
  port: number;
  /** Where it listens when a token guards it; without one it listens on loopback alone. */
  host: string;
  token: string | undefined;
}

/** Serves a worker's numbers as Prometheus text at `/metrics`. Rejects where the port is taken. */
export async function serveMetrics(
  numbers: WorkerNumbers,
  { port, host, token }: MetricsPlace,
): Promise<{ port: number; close(): Promise<void> }> {
  const registry = registryOf(numbers);
  const server = createServer((request, response) => {
    void answer(registry, token, request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, token === undefined ? "127.0.0.1" : host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  registry: Registry,
  token: string | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.url !== "/metrics") return void response.writeHead(404).end();
  if (token !== undefined && !isBearer(request.headers.authorization, token)) {
    return void response.writeHead(401, { "www-authenticate": "Bearer" }).end();
  }
  response.writeHead(200, { "content-type": registry.contentType, "cache-control": "no-store" });
  response.end(await registry.metrics());
}

/** Compares hashes, so that the time says nothing about where the two differ. */
function isBearer(given: string | undefined, token: string): boolean {
  const hash = (text: string) => Buffer.from(secretHash(text));
  return timingSafeEqual(hash(given ?? ""), hash(`Bearer ${token}`));
}

function registryOf({ heldCount, slots }: WorkerNumbers): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  new Gauge({
    name: "hostrun_worker_targets_in_hand",
    help: "Targets that this worker has in hand.",
    registers,
    collect() {
      this.set(heldCount());
    },
  });
  new Gauge({
    name: "hostrun_worker_slots",
    help: "Targets that this worker may have in hand at once.",
    registers,
  }).set(slots);
  return registry;
}
