import { scopeOf, type UserActor } from "../access.ts";
import { type Stream, streams } from "../target-log/input.ts";
import { openRaw } from "../target-log/service.ts";
import type { CallContext } from "../trpc/init.ts";

/** One stream of one target's output. */
export interface Download {
  id: number;
  stream: Stream;
}

const place = /^\/target-logs\/(\d{1,16})\/(\w+)$/;

/** What is to be downloaded from a path below `/api/v1`, or null where that is another one. */
export function downloadOf(method: string, pathname: string): Download | null {
  const [, id, name] = place.exec(pathname) ?? [];
  const stream = streams.find((known) => known === name);
  return method === "GET" && stream !== undefined ? { id: Number(id), stream } : null;
}

/**
 * A target's output as the bytes that came from the host, to be saved; a header says how many of them are missing
 * in its middle. Throws NOT_FOUND before anything is sent.
 */
export async function download(
  context: CallContext,
  actor: UserActor,
  { id, stream }: Download,
): Promise<Response> {
  const raw = await openRaw({ ...context, actor, scope: scopeOf(actor) }, id, stream);
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value } = await raw.parts.next();
      if (done) controller.close();
      else controller.enqueue(new Uint8Array(value));
    },
    cancel: async () => void (await raw.parts.return()),
  });
  return new Response(body, {
    headers: {
      "content-type": "application/octet-stream",
      "content-disposition": `attachment; filename="target-log-${id}.${stream}.log"`,
      "cache-control": "no-store, no-transform",
      "x-content-type-options": "nosniff",
      "x-hostrun-dropped-bytes": String(raw.droppedBytes),
    },
  });
}
