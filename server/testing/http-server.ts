import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

export interface TestServer {
  url: string;
  /** Cuts every open connection, as a proxy's restart would. */
  breakConnections(): void;
  close(): Promise<void>;
}

/** Puts a Fetch handler behind a real socket on loopback, as the web's own entry does. */
export async function serveForTest(answer: (request: Request) => Promise<Response>): Promise<TestServer> {
  const server = createServer((incoming, outgoing) => {
    void carry(incoming, outgoing, answer).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    breakConnections: () => server.closeAllConnections(),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function carry(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  answer: (request: Request) => Promise<Response>,
): Promise<void> {
  const gone = new AbortController();
  outgoing.once("close", () => gone.abort());
  const { method = "GET", headers } = incoming;
  const body = method === "GET" || method === "HEAD" ? undefined : Readable.toWeb(incoming);
  const request = new Request(`http://${headers.host}${incoming.url}`, {
    method,
    headers: {
      ...(headers as Record<string, string>),
      "x-forwarded-for": incoming.socket.remoteAddress ?? "",
    },
    body: body as RequestInit["body"],
    signal: gone.signal,
    ...(body === undefined ? {} : { duplex: "half" }),
  });
  const response = await answer(request);
  // Where a body was not read, what is left of it must not be taken for the next request.
  if (!incoming.complete) outgoing.setHeader("connection", "close");
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body === null) outgoing.end();
  else await pipeline(Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]), outgoing);
}
