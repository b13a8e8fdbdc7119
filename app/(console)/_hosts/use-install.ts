"use client";

import { skipToken, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { TRPCClientError } from "@trpc/client";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { HostKind } from "../../../server/domain/host-kind.ts";
import type { LastInstall, TestEvent, TestStep } from "../../../server/host-check/output.ts";
import type { AppRouter } from "../../../server/router.ts";
import type { InstallKeyInput } from "../../../server/target/input.ts";
import { useTRPC } from "../../_trpc/client.tsx";

/** What is typed once, in place of the key. */
export type SecretKind = "password" | "privateKey";

/** What was refused before anything was sent: at its field, or of the whole. */
export interface InstallRefusal {
  field: string | null;
  message: string;
}

/** Putting the key on a host: the one that was stored last, and, once begun, the next one as it comes. */
export function useInstall(kind: HostKind, id: number) {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [hostCheckId, setHostCheckId] = useState<number | null>(null);
  const [steps, setSteps] = useState<TestStep[]>([]);
  const [secretKind, setSecretKind] = useState<SecretKind>("password");
  const [refusal, setRefusal] = useState<InstallRefusal | null>(null);
  const read = kind === "target" ? trpc.target.lastInstall : trpc.proxy.lastInstall;
  const stored = useQuery({
    ...read.queryOptions({ id }),
    refetchInterval: ({ state }) => (goesOn(state.data) ? 1_000 : false),
  });
  const starting = kind === "target" ? trpc.target.beginInstallKey : trpc.proxy.beginInstallKey;
  const { mutateAsync, isPending } = useMutation(starting.mutationOptions());
  const end = async () => {
    await queryClient.invalidateQueries(read.pathFilter());
    setHostCheckId(null);
    router.refresh();
  };
  const hear = (event: TestEvent) => {
    if (event.type === "step") setSteps((known) => [...known, event.step]);
    else void end();
  };
  const stop = (error: { message: string }) => {
    setRefusal({ field: null, message: error.message });
    setHostCheckId(null);
  };
  const watch = kind === "target" ? trpc.target.watchInstallKey : trpc.proxy.watchInstallKey;
  useSubscription(
    watch.subscriptionOptions(hostCheckId === null ? skipToken : { id, hostCheckId }, {
      onData: hear,
      onError: stop,
    }),
  );
  /** Answers whether it was begun. */
  const begin = async (secret: Omit<InstallKeyInput, "id">): Promise<boolean> => {
    setSteps([]);
    setRefusal(null);
    try {
      setHostCheckId((await mutateAsync({ id, ...secret })).hostCheckId);
      return true;
    } catch (error) {
      setRefusal(refusalOf(error));
      return false;
    }
  };
  const here = hostCheckId !== null;
  return {
    begin,
    refusal,
    /** What it is typed in. */
    secretKind,
    setSecretKind,
    busy: isPending || here,
    goesOn: here || goesOn(stored.data),
    last: stored.data ?? null,
    steps: here ? steps : (stored.data?.install?.steps ?? []),
  };
}

function goesOn(last: LastInstall | undefined): boolean {
  return last?.install?.endedAt === null;
}

function refusalOf(error: unknown): InstallRefusal {
  const known = error instanceof TRPCClientError ? (error as TRPCClientError<AppRouter>) : null;
  const [field] = known?.data?.fields ?? [];
  return { field: field?.path.join(".") ?? null, message: field?.message ?? known?.message ?? String(error) };
}
