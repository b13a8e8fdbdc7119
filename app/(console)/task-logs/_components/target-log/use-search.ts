"use client";

import { useEffect, useState } from "react";
import { useTRPCClient } from "../../../../_trpc/client.tsx";

/** Typing rests this long before the log is searched; a log that is written to is searched on this often. */
const restMs = 250;
const againMs = 2_000;

export interface Find {
  text: string;
  matchCase: boolean;
}

/** Lines of the whole log that hold a text, found by the server call after call; `done` when all was looked through. */
export function useSearch(id: number, find: Find | null, stream: "stdout" | "stderr" | null) {
  const client = useTRPCClient();
  const [found, setFound] = useState<{ hits: number[]; done: boolean }>({ hits: [], done: true });
  const text = find?.text ?? "";
  const matchCase = find?.matchCase ?? false;
  useEffect(() => {
    setFound({ hits: [], done: text === "" });
    if (text === "") return;
    const ends = new AbortController();
    let waiting: ReturnType<typeof setTimeout>;
    const known = new Set<number>();
    const look = async (after: number): Promise<void> => {
      const input = { id, text, matchCase, after, stream: stream ?? undefined };
      const page = await client.targetLog.search.query(input, { signal: ends.signal });
      for (const hit of page.hits) known.add(hit.line);
      setFound({ hits: [...known].sort((a, b) => a - b), done: !page.more });
      if (page.more) return look(page.after);
      if (!page.ended) waiting = setTimeout(() => void look(page.after).catch(() => {}), againMs);
    };
    waiting = setTimeout(() => void look(0).catch(() => {}), restMs);
    return () => {
      ends.abort();
      clearTimeout(waiting);
    };
  }, [client, id, text, matchCase, stream]);
  return found;
}
