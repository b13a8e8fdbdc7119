"use client";

import { useCallback } from "react";
import type { Language } from "../../../../server/domain/language.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import type { Checked } from "../../../_ui/code/problems.ts";

/** Has a text's syntax checked by the server; where that fails nothing is said about the text. */
export function useCheck(language: Language): (content: string) => Promise<Checked> {
  const client = useTRPCClient();
  return useCallback(
    (content) =>
      client.script.check.mutate({ language, content }).catch(() => ({ checked: false, problems: [] })),
    [client, language],
  );
}
