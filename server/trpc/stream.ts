import { custom, type infer as Infer, type ZodType } from "zod";

/** The output of a subscription: each of its events is held to the schema, like a query's answer. */
export function streamOf<T extends ZodType>(event: T) {
  return custom<AsyncIterable<Infer<T>, void>>(isAsyncIterable).transform(async function* (events) {
    for await (const given of events) yield event.parse(given) as Infer<T>;
  });
}

function isAsyncIterable(value: unknown): boolean {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}
