"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";

/** The editor's own words, by what it calls them. */
const words = {
  find: "Find",
  replaceWith: "Replace",
  nextMatch: "next",
  previousMatch: "previous",
  allMatches: "all",
  matchCase: "match case",
  byWord: "by word",
  regexp: "regexp",
  replace: "replace",
  replaceAll: "replace all",
  closeSearch: "close",
  currentMatch: "current match",
  replaced: "replaced $ matches",
  replacedOne: "replaced match on line $",
  onLine: "on line",
  goToLine: "Go to line",
  go: "go",
  controlCharacter: "Control character",
  unchangedLines: "$ unchanged lines",
} as const;

/** The words of the editor's panels in the reader's language. */
export function usePhrases(): Record<string, string> {
  const t = useTranslations("code.phrases");
  return useMemo(
    () =>
      Object.fromEntries(
        Object.entries(words).map(([name, phrase]) => [phrase, t(name as keyof typeof words)]),
      ),
    [t],
  );
}
