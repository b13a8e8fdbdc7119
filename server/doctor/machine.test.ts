import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { examineDataFolder, examineDisk, examineNode } from "./machine.ts";
import { examineWeb } from "./web.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "hostrun-doctor-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each([
  ["22.17.9", "wrong"],
  ["9.99.0", "wrong"],
  ["22.18.0", "ok"],
  ["24.1.0", "ok"],
])("Node %s is %s", (version, state) => {
  expect(examineNode(version)).toMatchObject({ part: "Node", state });
});

test("a data folder that is missing, or is none, is named", async () => {
  expect(await examineDataFolder(folder)).toMatchObject({ state: "ok" });
  const missing = path.join(folder, "missing");
  expect(await examineDataFolder(missing)).toMatchObject({
    state: "wrong",
    detail: `${missing} does not exist`,
    cure: expect.stringContaining("HOSTRUN_DATA_DIR"),
  });
  const file = path.join(folder, "file");
  await writeFile(file, "");
  expect(await examineDataFolder(file)).toMatchObject({
    state: "wrong",
    detail: expect.stringContaining(file),
  });
});

test("a disk with too little room is named, with how much is free and how much is needed", async () => {
  expect(await examineDisk(folder, 1)).toMatchObject({ state: "ok" });
  expect(await examineDisk(folder, 1024 ** 5)).toMatchObject({
    state: "wrong",
    detail: expect.stringMatching(/^only [\d.]+ GiB free at /),
    cure: "Make room: at least 1048576.0 GiB.",
  });
});

test("a web that does not answer is wrong where all runs on this machine, else it may be elsewhere", async () => {
  const server = createServer((request, response) => {
    response.writeHead(request.url === "/api/health" ? 200 : 404).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const place = { HOSTRUN_HOST: "0.0.0.0", PORT: (server.address() as AddressInfo).port };
  const alone = { ...place, DATABASE_URL: undefined };
  expect(await examineWeb(alone)).toMatchObject({ part: "web", state: "ok" });
  server.close();
  await once(server, "close");
  expect(await examineWeb(alone)).toMatchObject({ state: "wrong", cure: "Start it: npm start." });
  expect(await examineWeb({ ...place, DATABASE_URL: "postgres://elsewhere/x" })).toMatchObject({
    state: "skipped",
  });
});
