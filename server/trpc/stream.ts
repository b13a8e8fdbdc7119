import { type TrackedEnvelope, tracked } from "@trpc/server";
import { custom, type infer as Infer, type ZodType } from "zod";

const events = new WeakMap<object, ZodType>();

/** What the events of a subscription look like, by its output: for the API's document. */
export function eventSchemaOf(output: object): ZodType | undefined {
  return events.get(output);
}

/** The output of a subscription: each of its events is held to the schema, like a query's answer. */
export function streamOf<T extends ZodType>(event: T) {
  const output = custom<AsyncIterable<Infer<T>, void>>(isAsyncIterable).transform(async function* (given) {
    for await (const each of given) yield event.parse(each) as Infer<T>;
  });
  events.set(output, event);
  return output;
}

/** The same for a stream that can be resumed: each event carries the mark to go on after. */
export function markedStreamOf<T extends ZodType>(event: T) {
  type Marked = { mark: string; event: Infer<T> };
  const output = custom<AsyncIterable<Marked, void>>(isAsyncIterable).transform(
    async function* (given): AsyncGenerator<TrackedEnvelope<Infer<T>>, void> {
      for await (const each of given) yield tracked(each.mark, event.parse(each.event) as Infer<T>);
    },
  );
  events.set(output, event);
  return output;
}

function isAsyncIterable(value: unknown): boolean {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}
