import { expect, test } from "vitest";
import { Changes } from "./changes.ts";
import type { Live } from "./live.ts";
import { untilTurn } from "./turn.ts";

/** News that the test tells itself. */
function playedLive(given: Partial<Live> = {}) {
  const news = new Set<(ids: string) => void>();
  const breaks = new Set<() => void>();
  const live: Live = {
    listener: {
      on: (_channel, hear) => listen(news, hear),
      onReconnect: (again) => listen(breaks, again),
    },
    shutdown: new AbortController().signal,
    stillAllowed: async () => true,
    ...given,
  };
  return {
    live,
    listeners: () => news.size + breaks.size,
    tell: (ids: string) => [...news].map((hear) => hear(ids)),
    reconnect: () => [...breaks].map((again) => again()),
  };
}

function listen<T>(all: Set<T>, one: T): () => void {
  all.add(one);
  return () => void all.delete(one);
}

async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

test("viewers that wake at the same moment read one after another, and one alone at once", async () => {
  const ends = new AbortController().signal;
  expect(
    await millisecondsOf(() => Promise.all(Array.from({ length: 40 }, () => untilTurn(ends)))),
  ).toBeGreaterThan(380);
});

test("who waits for a turn and leaves holds nobody up", async () => {
  const ends = new AbortController();
  const all = Array.from({ length: 2_000 }, () => untilTurn(ends.signal));
  ends.abort();
  await Promise.all(all);
  expect(await millisecondsOf(() => untilTurn(new AbortController().signal))).toBeLessThan(5_000);
});

test("a viewer reads at once, then no sooner than 200 ms later however much there is to hear", async () => {
  const { live, tell } = playedLive();
  const changes = new Changes(live, 7, undefined);
  expect(await changes.next()).toBe(true);
  tell("7");
  expect(await millisecondsOf(() => changes.next())).toBeGreaterThan(195);
  changes.close();
});

test("news of another run wakes nobody, news of this one among others does", async () => {
  const { live, tell } = playedLive();
  const changes = new Changes(live, 7, undefined);
  await changes.next();
  let woken = false;
  const next = changes.next().then((goesOn) => {
    woken = goesOn;
  });
  for (let beat = 0; beat < 30; beat++) {
    tell("6,77,70");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(woken).toBe(false);
  tell("6,7,8");
  await next;
  expect(woken).toBe(true);
  changes.close();
});

test("after a break of the listening connection a viewer reads anew, since it may have missed news", async () => {
  const { live, reconnect } = playedLive();
  const changes = new Changes(live, 7, undefined);
  await changes.next();
  const next = changes.next();
  reconnect();
  expect(await millisecondsOf(() => next)).toBeLessThan(4_000);
  changes.close();
});

test("without any news a viewer looks again, since a notification can be lost", async () => {
  const changes = new Changes(playedLive().live, 7, undefined);
  await changes.next();
  expect(await changes.next()).toBe(true);
  changes.close();
});

test.each(["shutdown", "request"] as const)("a stream ends at once at the end of its %s", async (what) => {
  const ends = new AbortController();
  const { live } = playedLive(what === "shutdown" ? { shutdown: ends.signal } : {});
  const changes = new Changes(live, 7, what === "request" ? ends.signal : undefined);
  expect(await changes.next()).toBe(true);
  const next = changes.next();
  ends.abort();
  expect(await next).toBe(false);
  expect(await changes.mayGoOn()).toBe(false);
  changes.close();
});

test("a closed stream listens to nothing any more", () => {
  const { live, listeners } = playedLive();
  const changes = new Changes(live, 7, undefined);
  expect(listeners()).toBe(2);
  changes.close();
  expect(listeners()).toBe(0);
});
