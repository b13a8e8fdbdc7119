"use client";

import { useQuery } from "@tanstack/react-query";
import type { TargetImportInput } from "../../../../../server/target/input.ts";
import { useTRPCClient } from "../../../../_trpc/client.tsx";
import { useRested } from "../../../../_ui/use-rested.ts";

export type Asked = Pick<TargetImportInput, "format" | "text" | "existing" | "username" | "columns">;

/** Typing rests this long before a file is looked at. */
const restMs = 400;

/** What an import would do, said anew as the file and the choices change; nothing is written by that. */
export function usePreview(asked: Asked) {
  const client = useTRPCClient();
  const rested = useRested(asked, restMs);
  const answer = useQuery({
    queryKey: ["target.import", rested],
    queryFn: ({ signal }) => client.target.import.mutate({ ...rested, dryRun: true }, { signal }),
    enabled: rested.text.trim() !== "",
    placeholderData: (before) => before,
    staleTime: Number.POSITIVE_INFINITY,
    // A proxy that was missing may have been made in another tab meanwhile.
    refetchOnWindowFocus: ({ state: { data } }) =>
      data?.lines.some(({ missingProxy }) => missingProxy !== undefined) ? "always" : false,
    gcTime: 0,
    retry: false,
  });
  const empty = asked.text.trim() === "";
  return {
    preview: empty ? undefined : answer.data,
    error: empty ? null : answer.error,
    stale: rested !== asked,
  };
}
