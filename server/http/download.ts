import { makeZip } from "client-zip";
import { type ServiceContext, scopeOf, type UserActor } from "../access.ts";
import { type Stream, streams } from "../target-log/input.ts";
import { openRaw } from "../target-log/service.ts";
import { type OutputFile, openOutputs } from "../task-log/outputs.ts";
import type { CallContext } from "../trpc/init.ts";

/** What is downloaded: one stream of one target's output, or all outputs of a run. */
export type Download = { id: number } & ({ of: "target"; stream: Stream } | { of: "run" });

const target = /^\/target-logs\/(\d{1,15})\/(\w+)$/;
const run = /^\/task-logs\/(\d{1,15})\/outputs$/;

/** What is to be downloaded from a path below `/api/v1`, or null where that is another one. */
export function downloadOf(method: string, pathname: string): Download | null {
  if (method !== "GET") return null;
  const [, runId] = run.exec(pathname) ?? [];
  if (runId !== undefined) return { of: "run", id: Number(runId) };
  const [, id, name] = target.exec(pathname) ?? [];
  const stream = streams.find((known) => known === name);
  return stream === undefined ? null : { of: "target", id: Number(id), stream };
}

/** The download, to be saved by who asked. Throws NOT_FOUND before anything is sent. */
export function download(context: CallContext, actor: UserActor, asked: Download): Promise<Response> {
  const ctx = { ...context, actor, scope: scopeOf(actor) };
  return asked.of === "run" ? runOutputs(ctx, asked.id) : targetStream(ctx, asked);
}

/**
 * A target's output as the bytes that came from the host; a header says how many of them are missing in its middle.
 */
async function targetStream(
  ctx: ServiceContext,
  { id, stream }: { id: number; stream: Stream },
): Promise<Response> {
  const raw = await openRaw(ctx, id, stream);
  return attachment(bodyOf(raw.parts), {
    "content-type": "application/octet-stream",
    "content-disposition": `attachment; filename="target-log-${id}.${stream}.log"`,
    "x-hostrun-dropped-bytes": String(raw.droppedBytes),
  });
}

/** All of a run's outputs in one ZIP archive, which is written while it is sent. */
async function runOutputs(ctx: ServiceContext, id: number): Promise<Response> {
  const files = await openOutputs(ctx, id);
  return attachment(makeZip(zipEntries(files)), {
    "content-type": "application/zip",
    "content-disposition": `attachment; filename="task-log-${id}.zip"`,
  });
}

async function* zipEntries(files: AsyncGenerator<OutputFile, void>) {
  for await (const { name, content } of files) yield { name, input: content };
}

function bodyOf(parts: AsyncGenerator<Buffer, void>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value } = await parts.next();
      if (done) controller.close();
      else controller.enqueue(new Uint8Array(value));
    },
    cancel: async () => void (await parts.return()),
  });
}

function attachment(body: ReadableStream<Uint8Array>, headers: Record<string, string>): Response {
  return new Response(body, {
    headers: {
      "cache-control": "no-store, no-transform",
      "x-content-type-options": "nosniff",
      ...headers,
    },
  });
}
