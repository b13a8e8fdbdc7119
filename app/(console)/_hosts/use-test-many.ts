"use client";

import { useMutation } from "@tanstack/react-query";
import { TRPCClientError } from "@trpc/client";
import { useTRPC } from "../../_trpc/client.tsx";
import { toast } from "../../_ui/toast.ts";

/** Asks for tests of a selection; answers the batch to follow them by, or null where that was refused. */
export function useTestMany() {
  const trpc = useTRPC();
  const { mutateAsync, isPending } = useMutation(trpc.target.testMany.mutationOptions());
  const begin = async (selection: Parameters<typeof mutateAsync>[0]): Promise<number | null> => {
    try {
      return (await mutateAsync(selection)).batchId;
    } catch (error) {
      toast.error(error instanceof TRPCClientError ? error.message : String(error), {
        duration: Number.POSITIVE_INFINITY,
      });
      return null;
    }
  };
  return { begin, busy: isPending };
}
