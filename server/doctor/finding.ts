/** What was found about one part or wall: as it should be, wrong with its cure, or not to be looked at from here. */
export type Finding = { part: string; detail: string } & (
  | { state: "ok" }
  | { state: "wrong"; cure: string }
  | { state: "skipped" }
);

export function fine(part: string, detail: string): Finding {
  return { part, state: "ok", detail };
}

/** @param cure what to do, as a sentence or more */
export function wrong(part: string, detail: string, cure: string): Finding {
  return { part, state: "wrong", detail, cure };
}

/** @param detail why it can't be looked at */
export function skipped(part: string, detail: string): Finding {
  return { part, state: "skipped", detail };
}
