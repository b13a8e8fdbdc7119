import { expect, onTestFinished, test } from "vitest";
import { type MetricsPlace, serveMetrics } from "./metrics.ts";

async function serve(place: Partial<MetricsPlace>) {
  const numbers = { heldCount: () => 7, slots: 40 };
  const served = await serveMetrics(numbers, { port: 0, host: "127.0.0.1", token: undefined, ...place });
  onTestFinished(() => served.close());
  return served;
}

const get = (port: number, path = "/metrics", authorization = "") =>
  fetch(`http://127.0.0.1:${port}${path}`, { headers: authorization === "" ? {} : { authorization } });

test("a worker tells what it has in hand, and of its process", async () => {
  const { port } = await serve({});
  const text = await (await get(port)).text();
  expect(text).toContain("hostrun_worker_targets_in_hand 7\n");
  expect(text).toContain("hostrun_worker_slots 40\n");
  expect(text).toMatch(/^process_resident_memory_bytes \d+/m);
  expect((await get(port, "/")).status).toBe(404);
});

test("with a token set nobody reads them without it", async () => {
  const { port } = await serve({ token: "a-long-enough-token" });
  expect((await get(port)).status).toBe(401);
  expect((await get(port, "/metrics", "Bearer another")).status).toBe(401);
  expect((await get(port, "/metrics", "Bearer a-long-enough-token")).status).toBe(200);
});

test("a port that is taken is said at the start", async () => {
  const { port } = await serve({});
  await expect(serve({ port })).rejects.toThrow(/EADDRINUSE/);
});
