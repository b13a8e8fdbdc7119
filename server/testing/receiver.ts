import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A call as it arrived, byte for byte. */
export interface ReceivedCall {
  method: string;
  /** Path and query. */
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** How a receiver answers, once the whole call is there. */
export type ReceiverAnswer = (response: ServerResponse, call: ReceivedCall) => void;

export interface Receiver {
  port: number;
  url: string;
  calls: ReceivedCall[];
  /** May be replaced in a test; 200 and an empty object at first. */
  answer: ReceiverAnswer;
  close(): Promise<void>;
}

/** A real HTTP server on loopback that keeps what it is sent, and answers as a test says. */
export async function openReceiver(answer: ReceiverAnswer = answering(200, {})): Promise<Receiver> {
  const calls: ReceivedCall[] = [];
  const server = createServer(async (incoming, outgoing) => {
    outgoing.on("error", () => {});
    const chunks: Buffer[] = [];
    for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
    const { method = "", url: path = "", headers } = incoming;
    const call = { method, path, headers, body: Buffer.concat(chunks).toString() };
    calls.push(call);
    receiver.answer(outgoing, call);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    port,
    url: `http://127.0.0.1:${port}`,
    calls,
    answer,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}

/** Answers one status and body: JSON for an object, a page for a text. */
export function answering(status: number, body: object | string): ReceiverAnswer {
  const isPage = typeof body === "string";
  return (response) =>
    response
      .writeHead(status, { "content-type": isPage ? "text/html" : "application/json" })
      .end(isPage ? body : JSON.stringify(body));
}
