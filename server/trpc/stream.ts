import { type TrackedEnvelope, tracked } from "@trpc/server";
import { custom, type infer as Infer, type ZodType } from "zod";

/** The output of a subscription: each of its events is held to the schema, like a query's answer. */
export function streamOf<T extends ZodType>(event: T) {
  return custom<AsyncIterable<Infer<T>, void>>(isAsyncIterable).transform(async function* (events) {
    for await (const given of events) yield event.parse(given) as Infer<T>;
  });
}

/** The same for a stream that can be resumed: each event carries the mark to go on after. */
export function markedStreamOf<T extends ZodType>(event: T) {
  type Marked = { mark: number; event: Infer<T> };
  return custom<AsyncIterable<Marked, void>>(isAsyncIterable).transform(
    async function* (events): AsyncGenerator<TrackedEnvelope<Infer<T>>, void> {
      for await (const given of events)
        yield tracked(String(given.mark), event.parse(given.event) as Infer<T>);
    },
  );
}

function isAsyncIterable(value: unknown): boolean {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}
