import { createServer, request as httpRequest, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeCaller } from "./caller.ts";

let trustedProxies: string[];
/** Tells each request's headers as the rest of the web sees them. */
const server = createServer((request, response) => {
  writeCaller(request, trustedProxies);
  response.end(JSON.stringify(request.headers));
});
// So the system tells IPv4 callers as it does where a server listens on both kinds: inside an IPv6 address.
beforeAll(() => new Promise<void>((resolve) => server.listen(0, "::ffff:127.0.0.1", resolve)));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** What arrives of a request that comes from `127.0.0.1`, or from another address of this machine. */
async function arrives(headers: Record<string, string>, trusted: string[] = [], from = "127.0.0.1") {
  trustedProxies = trusted;
  const { port } = server.address() as AddressInfo;
  const answer = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
    httpRequest({ host: "127.0.0.1", port, localAddress: from, headers })
      .on("response", resolve)
      .on("error", reject)
      .end();
  });
  return (await json(answer)) as IncomingHttpHeaders;
}

const forged = {
  "x-forwarded-for": "203.0.113.7",
  forwarded: "for=203.0.113.7;host=evil.example.test;proto=https",
  "x-real-ip": "203.0.113.7",
  "x-forwarded-host": "evil.example.test",
  "x-forwarded-proto": "https",
};

test.each(["127.0.0.1", "127.0.0.5"])(
  "who comes from %s is that address, whatever they claim",
  async (from) => {
    const { host, ...headers } = await arrives(forged, ["192.0.2.1"], from);
    expect(headers).toMatchObject({
      "x-forwarded-for": from,
      "x-forwarded-host": host,
      "x-forwarded-proto": "http",
    });
    expect(JSON.stringify(headers)).not.toMatch(/203\.0\.113\.7|evil/);
  },
);

test.each([
  ["the one that it names", "203.0.113.7", "203.0.113.7"],
  ["the last that it names, not the one that this one claimed", "8.8.8.8, 203.0.113.7", "203.0.113.7"],
  ["the last before the other trusted proxies", "8.8.8.8, 203.0.113.7 , 192.0.2.1,127.0.0.1", "203.0.113.7"],
  ["an IPv4 address, written inside an IPv6 one", "::ffff:203.0.113.7", "203.0.113.7"],
  ["an IPv6 address", "2001:db8::7", "2001:db8::7"],
  ["the proxy itself, where it names nobody", "", "127.0.0.1"],
  ["the proxy itself, where it names only trusted proxies", "192.0.2.1", "127.0.0.1"],
  ["the proxy itself, where it names no address", "8.8.8.8, <script>", "127.0.0.1"],
])("who comes through a trusted proxy is %s", async (_who, chain, address) => {
  const trusted = ["::ffff:127.0.0.1", "192.0.2.1"];
  const headers = await arrives(
    { "x-forwarded-for": chain, "x-real-ip": "8.8.8.8", forwarded: "for=8.8.8.8" },
    trusted,
  );
  expect(headers["x-forwarded-for"]).toBe(address);
  expect(headers).not.toHaveProperty("x-real-ip");
  expect(headers).not.toHaveProperty("forwarded");
});

test("a trusted proxy says how it was asked", async () => {
  expect(await arrives(forged, ["127.0.0.1"])).toMatchObject({
    "x-forwarded-host": "evil.example.test",
    "x-forwarded-proto": "https",
  });
});
