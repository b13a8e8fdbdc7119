import {
  boolean,
  discriminatedUnion,
  type infer as Infer,
  int,
  literal,
  object,
  enum as oneOf,
  string,
  union,
} from "zod";
import { momentSchema } from "../domain/wire.ts";
import { streams } from "./input.ts";

const chunk = object({
  seq: int(),
  stream: oneOf(streams),
  at: momentSchema,
  text: string(),
  /** Lines that began before this chunk, in both streams, or in the one that was asked for. */
  line: int(),
  /** Whether it goes on with a line that began in an earlier chunk of its stream. */
  continues: boolean(),
});
/** What fell out of the window just before the chunk of the same sequence. */
const cut = object({ seq: int(), stream: oneOf(streams), cut: int(), lines: int() });
export const chunkSchema = union([chunk, cut]);
export type Chunk = Infer<typeof chunkSchema>;

export const chunkEvent = chunk.extend({ type: literal("chunk") });
export const cutEvent = cut.extend({ type: literal("cut") });
const outputEventSchema = discriminatedUnion("type", [chunkEvent, cutEvent]);
export type OutputEvent = Infer<typeof outputEventSchema>;
