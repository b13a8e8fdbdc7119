import { isTrackedEnvelope } from "@trpc/server";

/** So long a stream is silent at most: proxies cut what says nothing. */
const pingMs = 5_000;

/** So long an answer waits for a refusal, which then has a status of its own; later ones stand in the stream. */
const refusalMs = 500;

const encoder = new TextEncoder();

/**
 * A subscription's events as an event stream, each with the mark to resume after it, where it has one, and
 * named by its type. Throws what the subscription throws at its start; a later error is the last event, `failure`:
 * an `EventSource` says `error` of its connection itself, and goes on trying.
 *
 * @param tellError what of an error stands in the stream
 */
export async function eventStream(
  events: AsyncIterable<unknown>,
  tellError: (thrown: unknown) => unknown,
): Promise<Response> {
  const iterator = events[Symbol.asyncIterator]();
  let coming = iterator.next();
  let left = false;
  await orSilence(coming, refusalMs);
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      try {
        const result = await orSilence(coming, pingMs);
        if (left) return;
        if (result === silence) return controller.enqueue(encoder.encode(": still here\n\n"));
        if (result.done) return controller.close();
        controller.enqueue(encoder.encode(eventText(result.value)));
        coming = iterator.next();
      } catch (thrown) {
        if (left) return;
        controller.enqueue(encoder.encode(`event: failure\ndata: ${JSON.stringify(tellError(thrown))}\n\n`));
        controller.close();
      }
    },
    cancel: () => {
      left = true;
      coming.catch(() => {});
      iterator.return?.().catch(() => {});
    },
  });
  const headers = {
    "content-type": "text/event-stream",
    "cache-control": "no-cache, no-transform",
    "x-accel-buffering": "no",
  };
  return new Response(body, { headers });
}

const silence = Symbol("silence");

async function orSilence<T>(coming: Promise<T>, ms: number): Promise<T | typeof silence> {
  let timer: NodeJS.Timeout | undefined;
  const silent = new Promise<typeof silence>((resolve) => {
    timer = setTimeout(resolve, ms, silence);
  });
  return Promise.race([coming, silent]).finally(() => clearTimeout(timer));
}

function eventText(value: unknown): string {
  const [mark, event] = isTrackedEnvelope(value) ? [value[0], value[1]] : [null, value];
  const { type } = event as { type?: unknown };
  const id = mark === null ? "" : `id: ${mark}\n`;
  const name = typeof type === "string" ? `event: ${type}\n` : "";
  return `${id}${name}data: ${JSON.stringify(event)}\n\n`;
}
