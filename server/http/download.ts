import { TRPCError } from "@trpc/server";
import { makeZip } from "client-zip";
import { type ServiceContext, scopeOf, type UserActor } from "../access.ts";
import { exportTargets } from "../target/export.ts";
import { targetIdsInput } from "../target/input.ts";
import { type Stream, streams } from "../target-log/input.ts";
import { openRaw } from "../target-log/service.ts";
import { type OutputFile, openOutputs } from "../task-log/outputs.ts";
import type { CallContext } from "../trpc/init.ts";
import { readQuery } from "./rest-input.ts";
import { inputFields } from "./rest-routes.ts";

/** What is downloaded: one stream of one target's output, all outputs of a run, or the targets that a filter finds. */
export type Download =
  | { of: "target"; id: number; stream: Stream }
  | { of: "run"; id: number }
  | { of: "targets"; query: URLSearchParams };

const target = /^\/target-logs\/(\d{1,15})\/(\w+)$/;
const run = /^\/task-logs\/(\d{1,15})\/outputs$/;

/** What is to be downloaded from a path below `/api/v1`, or null where that is another one. */
export function downloadOf(method: string, pathname: string, query: URLSearchParams): Download | null {
  if (method !== "GET") return null;
  if (pathname === "/targets/export") return { of: "targets", query };
  const [, runId] = run.exec(pathname) ?? [];
  if (runId !== undefined) return { of: "run", id: Number(runId) };
  const [, id, name] = target.exec(pathname) ?? [];
  const stream = streams.find((known) => known === name);
  return stream === undefined ? null : { of: "target", id: Number(id), stream };
}

/** The download, to be saved by who asked. Throws NOT_FOUND before anything is sent. */
export function download(context: CallContext, actor: UserActor, asked: Download): Promise<Response> {
  const ctx = { ...context, actor, scope: scopeOf(actor) };
  if (asked.of === "targets") return targetsCsv(ctx, asked.query);
  return asked.of === "run" ? runOutputs(ctx, asked.id) : targetStream(ctx, asked);
}

/** Targets as a file that can be imported again, narrowed as their list is. */
async function targetsCsv(ctx: ServiceContext, query: URLSearchParams): Promise<Response> {
  const { data: input, error } = targetIdsInput.safeParse(readQuery(query, inputFields(targetIdsInput)));
  if (error !== undefined) throw new TRPCError({ code: "BAD_REQUEST", cause: error });
  const today = new Date().toISOString().slice(0, 10);
  return attachment(bodyOf(await exportTargets(ctx, input)), {
    "content-type": "text/csv; charset=utf-8",
    "content-disposition": `attachment; filename="targets-${today}.csv"`,
  });
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
