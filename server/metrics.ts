import type { IncomingMessage, ServerResponse } from "node:http";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** What a web process counts of itself. */
export interface ProcessMetrics {
  registry: Registry;
  requests: Counter<"part" | "method" | "status">;
  seconds: Histogram<"part">;
  /** Viewers that follow a run or a target. */
  viewers: Gauge;
}

const place = Symbol.for("hostrun.metrics");
type Global = { [place]?: ProcessMetrics };

/** The numbers of this process, one set whatever copies of this module bundles hold. */
export function processMetrics(): ProcessMetrics {
  const holder = globalThis as Global;
  holder[place] ??= makeMetrics();
  return holder[place];
}

/** Counts a request of the web's own server, and how long its answer takes, but for an event stream's. */
export function countRequest(request: IncomingMessage, response: ServerResponse): void {
  const { requests, seconds } = processMetrics();
  const part = partOf(request.url ?? "");
  const end = seconds.startTimer({ part });
  response.once("close", () => {
    requests.inc({ part, method: methodOf(request.method), status: response.statusCode });
    if (!String(response.getHeader("content-type")).startsWith("text/event-stream")) end();
  });
}

function makeMetrics(): ProcessMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    requests: new Counter({
      name: "hostrun_http_requests_total",
      help: "HTTP requests answered.",
      labelNames: ["part", "method", "status"],
      registers,
    }),
    seconds: new Histogram({
      name: "hostrun_http_request_seconds",
      help: "Time to answer an HTTP request, in seconds; event streams are not among them.",
      labelNames: ["part"],
      buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    viewers: new Gauge({
      name: "hostrun_viewers",
      help: "Viewers that follow a run or a target now.",
      registers,
    }),
  };
}

const parts: [prefix: string, part: string][] = [
  ["/api/trpc/", "trpc"],
  ["/api/v1", "rest"],
  ["/api/auth/", "auth"],
  ["/api/", "probe"],
  ["/_next/", "asset"],
];

/** A few names, never a path: each label value is kept for the life of the process. */
function partOf(url: string): string {
  return parts.find(([prefix]) => url.startsWith(prefix))?.[1] ?? "page";
}

const methods = ["GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS"];

function methodOf(method: string | undefined): string {
  return methods.find((known) => known === method) ?? "other";
}
