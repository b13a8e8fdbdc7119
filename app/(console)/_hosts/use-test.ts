"use client";

import { skipToken, useQuery, useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { HostKind } from "../../../server/domain/host-kind.ts";
import type { LastTest, TestEvent, TestStep } from "../../../server/host-check/output.ts";
import { useTRPC } from "../../_trpc/client.tsx";

/** A host's test: the one that was stored last, and, once asked for, the next one as it comes. */
export function useTest(kind: HostKind, id: number) {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [asked, setAsked] = useState(false);
  const [steps, setSteps] = useState<TestStep[]>([]);
  const [refused, setRefused] = useState<string | null>(null);
  const stored = useLastTest(kind, id);
  const goesOnElsewhere = stored.data?.test?.endedAt === null;
  const end = async () => {
    await queryClient.invalidateQueries({ queryKey: trpc[kind].lastTest.queryKey({ id }) });
    setAsked(false);
    router.refresh();
  };
  const hear = (event: TestEvent) => {
    if (event.type === "step") setSteps((known) => [...known, event.step]);
    else void end();
  };
  const stop = (error: { message: string }) => {
    setRefused(error.message);
    setAsked(false);
  };
  const watch = kind === "target" ? trpc.target.watchTest : trpc.proxy.watchTest;
  useSubscription(watch.subscriptionOptions(asked ? { id } : skipToken, { onData: hear, onError: stop }));
  const begin = () => {
    setSteps([]);
    setRefused(null);
    setAsked(true);
  };
  const goesOn = asked || goesOnElsewhere;
  return {
    begin,
    goesOn,
    refused,
    last: stored.data ?? nothing,
    loading: stored.isPending,
    steps: asked ? steps : (stored.data?.test?.steps ?? []),
  };
}

const nothing: LastTest = { test: null, shared: null, proxy: null };

/** The newest test of a host; read again while a test goes on that somebody else asked for. */
export function useLastTest(kind: HostKind, id: number) {
  const trpc = useTRPC();
  const read = kind === "target" ? trpc.target.lastTest : trpc.proxy.lastTest;
  const options = read.queryOptions({ id });
  return useQuery({
    ...options,
    refetchInterval: ({ state }) => (state.data?.test?.endedAt === null ? 1_000 : false),
  });
}
