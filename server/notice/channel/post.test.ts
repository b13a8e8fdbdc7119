import type { AddressInfo, LookupFunction } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { answering, openReceiver, type Receiver } from "../../testing/receiver.ts";
import { refuseInside } from "./inside.ts";
import { post } from "./post.ts";

let receiver: Receiver;
beforeAll(async () => {
  receiver = await openReceiver();
});
beforeEach(() => {
  receiver.calls.length = 0;
  receiver.answer = answering(200, { ok: true });
});
afterAll(() => receiver.close());

const call = (path = "/", more: Partial<Parameters<typeof post>[0]> = {}) =>
  post({ name: "POST", url: `${receiver.url}${path}`, body: '{"title":"出错"}', secrets: [], ...more });

test("the receiver gets the body byte for byte, and its answer is kept with what was sent", async () => {
  const posted = await call("/hook?a=1", { headers: { "webhook-id": "n1" } });
  expect(posted).toMatchObject({ failure: null, answer: '{"ok":true}' });
  expect(posted.call).toMatchObject({ name: "POST", status: 200, answer: '{"ok":true}' });
  const [received] = receiver.calls;
  expect(received).toMatchObject({ method: "POST", path: "/hook?a=1", body: '{"title":"出错"}' });
  expect(received?.headers).toMatchObject({
    "content-type": "application/json; charset=utf-8",
    "content-length": "18",
    "webhook-id": "n1",
  });
  expect(posted.call.request).toBe(
    [
      `POST ${receiver.url}/hook?a=1`,
      "content-type: application/json; charset=utf-8",
      "user-agent: Hostrun",
      "webhook-id: n1",
      "content-length: 18",
      "",
      '{"title":"出错"}',
    ].join("\n"),
  );
});

test("secrets stand neither in the call nor in the answer that are kept, in whatever form they travel", async () => {
  receiver.answer = (response, { path, body }) => response.end(`${path} ${body} k+/"=`);
  const secrets = ['k+/"=', "bearer-of-mine"];
  const headers = { authorization: "Bearer bearer-of-mine" };
  const body = JSON.stringify({ sign: secrets[0] });
  const posted = await call(`/?key=${encodeURIComponent('k+/"=')}`, { secrets, headers, body });
  for (const kept of [posted.call.request, posted.call.answer]) {
    expect(kept).not.toMatch(/k\+|k%2B|bearer-of-mine/);
    expect(kept).toContain("••••••");
  }
  expect(posted.answer).toContain(secrets[0]);
});

test("an answer that never ends is left after 16 KiB, and half a secret at its edge is not kept", async () => {
  receiver.answer = (response) => {
    const more = () => {
      // 16 KiB are 26 of these and 602 bytes: six of the secret's eleven are the last that is read.
      while (response.write(`${"x".repeat(596)}the-secret!`)) if (response.destroyed) return;
      response.once("drain", more);
    };
    more();
  };
  const posted = await call("/", { secrets: ["the-secret!"] });
  expect(posted).toMatchObject({ failure: "endless", call: { status: 200 } });
  expect(Buffer.byteLength(posted.answer)).toBe(16 * 1024);
  expect(posted.answer).toMatch(/the-se$/);
  expect(posted.call.answer.replaceAll("••••••", "")).toMatch(/^x+$/);
});

test("NUL and broken characters in an answer do no harm to whoever keeps it", async () => {
  receiver.answer = (response) => response.end(Buffer.from([0x61, 0, 0xff, 0x62]));
  expect((await call()).call.answer).toBe("a��b");
});

test("a redirect is not followed", async () => {
  receiver.answer = (response) => response.writeHead(307, { location: "/elsewhere" }).end();
  expect((await call()).call.status).toBe(307);
  expect(receiver.calls.map(({ path }) => path)).toEqual(["/"]);
});

test("who is silent, answers half, or lets drop by drop fall, is left in time", async () => {
  receiver.answer = () => {};
  const silent = await call("/", { timeoutMs: 200 });
  expect(silent).toMatchObject({ failure: "timeout", call: { status: null } });
  expect(silent.call.answer).not.toBe("");
  receiver.answer = (response) => {
    const drops = setInterval(() => response.write("."), 10);
    response.on("close", () => clearInterval(drops));
  };
  const slow = await call("/", { timeoutMs: 3_000 });
  expect(slow).toMatchObject({ failure: "timeout", call: { status: 200 } });
  expect(slow.answer).toMatch(/^\.+$/);
  const url = "http://unresolved.example/";
  expect(await call("/", { url, lookup: () => {}, timeoutMs: 200 })).toMatchObject({ failure: "timeout" });
});

test("who is not there, hangs up, or is unknown by name, is named so", async () => {
  const gone = await openReceiver();
  await gone.close();
  expect(await call("/", { url: gone.url })).toMatchObject({ failure: "connection", call: { status: null } });
  receiver.answer = (response) => response.destroy();
  expect(await call()).toMatchObject({ failure: "connection", call: { status: null } });
  receiver.answer = (response) => response.writeHead(101, { upgrade: "x", connection: "upgrade" }).end();
  expect((await call()).failure).not.toBeNull();
  const lookup: LookupFunction = (name, _options, give) =>
    give(Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: "ENOTFOUND" }), []);
  const unknown = await call("/", { url: "http://no.such.name/", lookup });
  expect(unknown).toMatchObject({ failure: "dns", call: { answer: "getaddrinfo ENOTFOUND no.such.name" } });
});

test.each(["", "no address", "ftp://127.0.0.1/", "http://"])("%j is no address to call", async (url) => {
  expect(await call("/", { url })).toMatchObject({ failure: "settings", call: { status: null } });
});

test("a certificate that nobody vouches for is refused before anything is said", async () => {
  const server = new SMTPServer({ secure: true });
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  const posted = await call("/", { url: `https://127.0.0.1:${port}/` });
  expect(posted).toMatchObject({ failure: "tls", call: { status: null } });
  expect((await call("/", { url: `https://127.0.0.1:${receiver.port}/` })).failure).toBe("tls");
  await new Promise<void>((resolve) => server.close(resolve));
});

/** This machine, in every writing that an address in a URL may have. */
const writings = [
  "127.0.0.1",
  "127.1",
  "2130706433",
  "0x7f000001",
  "0177.0.0.1",
  "0x7f.0.0.1",
  "127.0.0.1.",
  "１２７.0.0.1",
  "127。0。0。1",
  "[::ffff:127.0.0.1]",
  "[::ffff:7f00:1]",
  "[0:0:0:0:0:ffff:7f00:0001]",
  "[::127.0.0.1]",
  "[64:ff9b::127.0.0.1]",
  "0.0.0.0",
  "0",
  "[::]",
  "localhost",
  "LOCALHOST",
];

test.each(writings)("http://%s is this machine, and refused where it is not opened", async (host) => {
  const url = `http://${host}:${receiver.port}/`;
  const posted = await call("/", { url, refuse: refuseInside([]) });
  expect(posted).toMatchObject({ failure: "address", call: { status: null } });
  expect(posted.call.answer).not.toBe("");
  expect(receiver.calls).toEqual([]);
});

test("the loopback that those addresses lead to is really there", async () => {
  const url = `http://2130706433:${receiver.port}/`;
  expect(await call("/", { url, refuse: refuseInside(["127.0.0.0/8"]) })).toMatchObject({ failure: null });
  expect(receiver.calls).toHaveLength(1);
});

const inside = [
  ["10.1.2.3"],
  ["172.16.0.1"],
  ["192.168.1.1"],
  ["100.64.0.1"],
  ["169.254.169.254"],
  ["198.18.0.1"],
  ["fd12:3456::7"],
  ["fe80::1"],
  ["::ffff:10.1.2.3"],
  ["93.184.216.34", "10.1.2.3"],
];

test.each(inside.map((addresses) => [addresses.join(" and "), addresses] as const))(
  "a name that resolves to %s is refused after it was resolved",
  async (_name, addresses) => {
    const lookup: LookupFunction = (_hostname, _options, give) =>
      give(
        null,
        addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
      );
    const url = `http://rebinding.example:${receiver.port}/`;
    expect((await call("/", { url, lookup, refuse: refuseInside([]) })).failure).toBe("address");
  },
);

test("a name that is first outside and then inside is judged by what is connected to", async () => {
  let asked = 0;
  const lookup: LookupFunction = (_hostname, _options, give) => {
    asked += 1;
    give(null, [{ address: "127.0.0.1", family: 4 }]);
  };
  const seen: string[] = [];
  const refuse = (address: string) => {
    seen.push(address);
    return null;
  };
  const url = `http://rebinding.example:${receiver.port}/`;
  expect((await call("/", { url, lookup, refuse })).failure).toBeNull();
  expect({ asked, seen }).toEqual({ asked: 1, seen: ["127.0.0.1"] });
});

test("the operator opens networks, and never what no host may be dialled at", () => {
  const refuse = refuseInside(["10.0.0.0/8", "fd00::/8", "0.0.0.0/0", "169.254.0.0/16"]);
  for (const open of ["10.1.2.3", "::ffff:10.1.2.3", "fd12::7", "8.8.8.8", "2606:4700::1111"])
    expect(refuse(open)).toBeNull();
  for (const never of ["169.254.169.254", "0.0.0.0", "fd00:ec2::254", "100.100.100.200", "fe80::1", "x"])
    expect(refuse(never)).not.toBeNull();
  expect(refuseInside(["10.0.0.0/8"])("192.168.1.1")).not.toBeNull();
});
