"use client";

import { parseAsBoolean, parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useState } from "react";
import { streams } from "../../../../../server/target-log/input.ts";
import type { TargetLog } from "../../../../../server/target-log/output.ts";
import type { LogStream } from "../../../../_ui/log/lines.ts";
import { useOutput } from "./use-output.ts";
import { useSearch } from "./use-search.ts";

const query = {
  stream: parseAsStringLiteral(streams),
  line: parseAsInteger,
  find: parseAsString.withDefault(""),
  case: parseAsBoolean.withDefault(false),
};

export type Reading = ReturnType<typeof useReading>;

/** Where a reader is in a log: its streams, the line that is marked and what is searched stand in the address; whether the end is followed does not. */
export function useReading(log: TargetLog) {
  const [asked, setAsked] = useQueryStates(query, { history: "replace" });
  const [following, setFollowing] = useState(asked.line === null);
  const [jump, setJump] = useState(asked.line === null ? 0 : 1);
  const output = useOutput(log, asked.stream, asked.line);
  const find = asked.find === "" ? null : { text: asked.find, matchCase: asked.case };
  const found = useSearch(log.targetLogId, find, asked.stream);
  const mark = (line: number) => {
    setFollowing(false);
    void setAsked({ line });
  };
  const goTo = async (line: number) => {
    mark(line);
    await output.goTo(line);
    setJump((count) => count + 1);
  };
  return {
    output,
    stream: asked.stream,
    line: asked.line,
    find,
    /** Holds also while nothing is searched. */
    matchCase: asked.case,
    hits: found.hits,
    searched: found.done,
    following,
    /** Grows each time the marked line is to be brought into sight; 0 as long as there is nothing to show. */
    jump: output.ready ? jump : 0,
    mark,
    goTo,
    /** Goes to the next or previous hit, and from the last on to the first. */
    step: (by: 1 | -1) => {
      const { hits } = found;
      if (hits.length === 0) return;
      const from = asked.line ?? (by === 1 ? 0 : Number.POSITIVE_INFINITY);
      const next = by === 1 ? hits.find((line) => line > from) : hits.findLast((line) => line < from);
      void goTo(next ?? hits.at(by === 1 ? 0 : -1) ?? 1);
    },
    follow: async (wanted: boolean) => {
      if (wanted) await output.goToEnd();
      setFollowing(wanted);
    },
    choose: (stream: LogStream | null) => {
      void setAsked({ stream });
      setFollowing(true);
    },
    search: (text: string, matchCase: boolean) => void setAsked({ find: text, case: matchCase }),
  };
}
