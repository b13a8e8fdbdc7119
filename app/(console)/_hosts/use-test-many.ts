"use client";

import { useMutation } from "@tanstack/react-query";
import type { HostKind } from "../../../server/domain/host-kind.ts";
import { useTRPCClient } from "../../_trpc/client.tsx";
import { toast } from "../../_ui/toast.ts";

/** The hosts that are named, or all that failed in a batch of tests. */
type Tested = { ids: number[] } | { failedOf: number };

/** Asks for tests of a selection; answers the batch to follow them by, or null where that was refused. */
export function useTestMany(kind: HostKind) {
  const client = useTRPCClient();
  const { mutateAsync, isPending } = useMutation({
    mutationFn: (which: Tested) => client[kind].testMany.mutate(which),
  });
  const begin = async (which: Tested): Promise<number | null> => {
    try {
      return (await mutateAsync(which)).batchId;
    } catch (error) {
      toast.refused(error);
      return null;
    }
  };
  return { begin, busy: isPending };
}
