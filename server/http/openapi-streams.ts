import type { AnyTRPCProcedure } from "@trpc/server";
import { toJSONSchema } from "zod";
import { appRouter } from "../router.ts";
import { targetIdsInput } from "../target/input.ts";
import { streams } from "../target-log/input.ts";
import { eventSchemaOf } from "../trpc/stream.ts";
import { failure } from "./openapi-error.ts";
import type { ApiDocument, Operation, Parameter, Schema } from "./openapi-types.ts";
import { inputFields, type RestRoute } from "./rest-routes.ts";

type Paths = ApiDocument["paths"];

const anyReader: Operation["security"] = [{ bearer: [] }, { cookie: [] }];

/** Subscriptions, as event streams. */
export function streamPaths(routes: RestRoute[]): Paths {
  const subscriptions = routes.filter((route) => route.type === "subscription");
  return Object.fromEntries(subscriptions.map((route) => [route.path, { get: streamOperation(route) }]));
}

function streamOperation({ procedure, path, fields }: RestRoute): Operation {
  return {
    operationId: procedure.replace(".", "-"),
    tags: [procedure.split(".")[0] ?? ""],
    security: anyReader,
    parameters: Object.entries(fields).map(([name, schema]) => parameterOf(name, schema as Schema, path)),
    responses: {
      200: {
        description:
          "Events as they come: `event:` is the type, `data:` one of these as JSON, `id:` the mark to resume after.",
        content: { "text/event-stream": { schema: eventOf(procedure) } },
      },
      default: failure,
    },
  };
}

function parameterOf(name: string, schema: Schema, path: string): Parameter {
  if (name === "lastEventId") {
    const description = "The mark of the last event that was heard, to go on after it.";
    return { in: "header", name: "Last-Event-ID", schema, description };
  }
  const inPath = path.includes(`{${name}}`);
  return { in: inPath ? "path" : "query", name, schema, ...(inPath ? { required: true } : {}) };
}

function eventOf(procedure: string): Schema {
  const procedures = appRouter._def.procedures as unknown as Record<string, AnyTRPCProcedure>;
  const output = (procedures[procedure]?._def as { output?: object } | undefined)?.output;
  const event = output && eventSchemaOf(output);
  if (event === undefined) throw new Error(`${procedure}: a subscription's output is made by streamOf`);
  const { $schema: _, ...schema } = toJSONSchema(event, { io: "output" });
  return schema as Schema;
}

/** Output as the bytes that came from the host: one stream of a target, or everything of a run; targets as a file. */
export function downloadPaths(): Paths {
  const ofTargets = streams.map((stream) => [`/target-logs/{id}/${stream}`, { get: streamDownload(stream) }]);
  return {
    ...Object.fromEntries(ofTargets),
    "/task-logs/{id}/outputs": { get: runDownload() },
    "/targets/export": { get: targetsDownload() },
  };
}

const id: Parameter = { in: "path", name: "id", required: true, schema: { type: "integer" } };

function streamDownload(stream: string): Operation {
  return downloadOperation("targetLog", stream, [id], {
    description: "The bytes as they came from the host.",
    content: binary("application/octet-stream"),
    headers: {
      "X-Hostrun-Dropped-Bytes": {
        description: "How many bytes fell out of the middle, between head and tail.",
        schema: { type: "integer" },
      },
    },
  });
}

function runDownload(): Operation {
  return downloadOperation("taskLog", "outputs", [id], {
    description:
      "A ZIP archive: for each target a file of each stream that is not empty, and `targets.csv`, which says how each ended.",
    content: binary("application/zip"),
  });
}

function targetsDownload(): Operation {
  const narrowing = Object.entries(inputFields(targetIdsInput));
  const parameters = narrowing.map(([name, schema]) =>
    parameterOf(name, schema as Schema, "/targets/export"),
  );
  return downloadOperation("target", "export", parameters, {
    description:
      "CSV of all targets that match, with the columns that `target.import` reads; no cell can become a formula.",
    content: { "text/csv": { schema: { type: "string" } } },
  });
}

function binary(type: string): Operation["responses"][string]["content"] {
  return { [type]: { schema: { type: "string", contentMediaType: type } } };
}

function downloadOperation(
  tag: string,
  verb: string,
  parameters: Parameter[],
  answer: Operation["responses"][string],
): Operation {
  return {
    operationId: `${tag}-${verb}`,
    tags: [tag],
    security: anyReader,
    parameters,
    responses: { 200: answer, default: failure },
  };
}
