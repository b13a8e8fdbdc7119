"use client";

import { useTranslations } from "next-intl";
import type { HostKind } from "../../../server/domain/host-kind.ts";
import type { TestResult } from "../../../server/host-check/output.ts";
import { useTRPCClient } from "../../_trpc/client.tsx";
import { Refused } from "../../_ui/act-on-each.ts";
import type { Pickable } from "../../_ui/selection.tsx";
import { useBulk } from "../../_ui/use-bulk.tsx";
import { useBulkWords } from "../_bulk/use-bulk-words.ts";

/** Opens the way to each of many hosts, a few at once; says how many can be used, and why the others cannot. */
export function useBulkTest<T extends Pickable>(kind: HostKind): (hosts: T[]) => Promise<void> {
  const client = useTRPCClient();
  const bulk = useBulk<T>();
  const words = useBulkWords(kind);
  const whyNot = useWhyNot();
  return (hosts) =>
    bulk({
      items: hosts,
      words: words("test", hosts.length),
      atOnce: 8,
      act: async ({ id }) => {
        const result = await client[kind].test.mutate({ id });
        if (!result.ok) throw new Refused(whyNot(result));
      },
    });
}

function useWhyNot() {
  const connection = useTranslations("connection");
  const reasons = useTranslations("reason");
  return ({ status, steps }: TestResult): string => {
    const reason = steps.find(({ ok }) => !ok)?.reason as Parameters<typeof reasons>[0] | null | undefined;
    if (reason !== null && reason !== undefined && reasons.has(reason)) return reasons(reason);
    return connection(status ?? "unreachable");
  };
}
