import { scopeOf, type UserActor } from "../access.ts";
import type { Stream } from "../target-log/input.ts";
import { readRaw } from "../target-log/service.ts";
import type { CallContext } from "../trpc/init.ts";

/** A target's output as the bytes that came from the host, to be saved. Throws NOT_FOUND before anything is sent. */
export async function download(
  context: CallContext,
  actor: UserActor,
  id: number,
  stream: Stream,
): Promise<Response> {
  const parts = readRaw({ ...context, actor, scope: scopeOf(actor) }, id, stream);
  const first = await parts.next();
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      if (first.done !== true) controller.enqueue(new Uint8Array(first.value));
    },
    pull: async (controller) => {
      const { done, value } = await parts.next();
      if (done === true) controller.close();
      else controller.enqueue(new Uint8Array(value));
    },
    cancel: async () => void (await parts.return(undefined)),
  });
  return new Response(body, {
    headers: {
      "content-type": "application/octet-stream",
      "content-disposition": `attachment; filename="target-log-${id}.${stream}.log"`,
      "x-content-type-options": "nosniff",
    },
  });
}
