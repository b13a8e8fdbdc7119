"use client";

import { useTranslations } from "next-intl";
import type { BulkWords } from "../../_ui/use-bulk.tsx";

export type BulkKind = "script" | "task" | "target" | "proxy";

/** How many things of a kind, in words, and what is said while and after something is done to them. */
export function useBulkWords(kind: BulkKind) {
  const t = useTranslations("bulk");
  const many = (count: number) => t("many", { kind, count });
  const things = (count: number) => t("things", { kind, count });
  const words = (verb: "start" | "stop" | "delete" | "change", of: number): BulkWords => ({
    doing: (ended) => t(`doing.${verb}`, { ended, many: many(of) }),
    done: (count) => t(`done.${verb}`, { things: things(count), many: many(count) }),
    refused: (count) => t("refused", { many: many(count) }),
  });
  return Object.assign(words, { many, things });
}
