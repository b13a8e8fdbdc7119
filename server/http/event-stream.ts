import { isTrackedEnvelope } from "@trpc/server";

/** So long a stream is silent at most: proxies cut what says nothing. */
const pingMs = 5_000;

/** A subscription's events as an event stream, each with the mark to resume after it, where it has one. */
export function eventStream(events: AsyncIterable<unknown>, signal: AbortSignal): Response {
  const encoder = new TextEncoder();
  const iterator = events[Symbol.asyncIterator]();
  let ping: NodeJS.Timeout | undefined;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      ping = setInterval(() => controller.enqueue(encoder.encode(": still here\n\n")), pingMs);
      signal.addEventListener("abort", () => void iterator.return?.(), { once: true });
    },
    pull: async (controller) => {
      const { done, value } = await iterator.next();
      if (!done) return controller.enqueue(encoder.encode(eventText(value)));
      clearInterval(ping);
      controller.close();
    },
    cancel: async () => {
      clearInterval(ping);
      await iterator.return?.();
    },
  });
  const headers = {
    "content-type": "text/event-stream",
    "cache-control": "no-cache, no-transform",
    "x-accel-buffering": "no",
  };
  return new Response(body, { headers });
}

function eventText(value: unknown): string {
  const [mark, event] = isTrackedEnvelope(value) ? [value[0], value[1]] : [null, value];
  const data = `data: ${JSON.stringify(event)}\n\n`;
  return mark === null ? data : `id: ${mark}\n${data}`;
}
