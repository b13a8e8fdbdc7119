import { boolean, type infer as Infer, int, object, enum as oneOf, string } from "zod";
import { idSchema } from "../domain/wire.ts";

export const streams = ["stdout", "stderr"] as const;
export type Stream = (typeof streams)[number];

export const targetLogOutputInput = object({
  id: idSchema,
  /** Absent: both, as they came. */
  stream: oneOf(streams).optional(),
  /** Goes on after this sequence. */
  after: int().min(0).default(0),
  /** In place of `after`: the chunks just before this sequence. */
  before: int().min(1).optional(),
  /** In place of `after`: from the chunk on in which this line begins, or just before it. */
  line: int().min(1).optional(),
  /** Chunks at most; an answer may hold fewer where they are large. */
  limit: int().min(1).max(1000).default(500),
});
export type TargetLogOutputInput = Infer<typeof targetLogOutputInput>;

export const targetLogSearchInput = object({
  id: idSchema,
  /** Looked for within lines as they are shown: without colours, after the last carriage return. */
  text: string().min(1).max(200),
  matchCase: boolean().default(false),
  stream: oneOf(streams).optional(),
  /** Goes on after this line. */
  after: int().min(0).default(0),
});
export type TargetLogSearchInput = Infer<typeof targetLogSearchInput>;

export const targetLogWatchInput = object({
  id: idSchema,
  /** Goes on after this sequence. */
  after: int().min(0).default(0),
  /** What a reconnecting viewer had last; the transport fills it in. */
  lastEventId: string().optional(),
});
export type TargetLogWatchInput = Infer<typeof targetLogWatchInput>;
