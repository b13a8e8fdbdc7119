"use client";

import { useMutation } from "@tanstack/react-query";
import type { HostKind } from "../../../server/domain/host-kind.ts";
import { useTRPCClient } from "../../_trpc/client.tsx";
import { toast } from "../../_ui/toast.ts";

/** Asks for tests of a selection; answers the batch to follow them by, or null where that was refused. */
export function useTestMany(kind: HostKind) {
  const client = useTRPCClient();
  const { mutateAsync, isPending } = useMutation({
    mutationFn: (ids: number[]) => client[kind].testMany.mutate({ ids }),
  });
  const begin = async (ids: number[]): Promise<number | null> => {
    try {
      return (await mutateAsync(ids)).batchId;
    } catch (error) {
      toast.refused(error);
      return null;
    }
  };
  return { begin, busy: isPending };
}
