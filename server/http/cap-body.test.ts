import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { capBody } from "./cap-body.ts";

const mebibyte = 1024 * 1024;

/** A server that takes in whatever comes, as Next does; answers how much of each body it got. */
async function greedyServer(): Promise<{ port: number; received: () => number }> {
  let received = 0;
  const server = createServer((request, response) => {
    capBody(request);
    request.on("data", (part: Buffer) => {
      received += part.length;
    });
    request.on("error", () => {});
    request.on("end", () => response.end(String(received)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, received: () => received };
}

test("a body within the cap arrives whole", async () => {
  const { port } = await greedyServer();
  const body = new Uint8Array(5 * mebibyte);
  const response = await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body });
  expect(await response.text()).toBe(String(5 * mebibyte));
});

test("a body that goes on and on is cut off, whatever length it claims", async () => {
  const { port, received } = await greedyServer();
  const socket = connect(port, "127.0.0.1");
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.on("error", () => {});
  socket.write("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  const part = Buffer.concat([Buffer.from("10000\r\n"), Buffer.alloc(65_536), Buffer.from("\r\n")]);
  for (let sent = 0; sent < 64 * mebibyte && !socket.destroyed; sent += 65_536) {
    if (!socket.write(part))
      await Promise.race([closed, new Promise((resolve) => socket.once("drain", resolve))]);
  }
  await closed;
  expect(received()).toBeLessThanOrEqual(16 * mebibyte);
  expect(received()).toBeGreaterThan(4 * mebibyte);
});
