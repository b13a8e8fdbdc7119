"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { randomKey } from "../../../_ui/random-key.ts";
import { toast } from "../../../_ui/toast.ts";
import type { TaskFacts } from "./task-facts.ts";

/** Puts a task's schedule to work, and says so; a refusal stays until it is read. */
export function useStartSchedule({ id, name }: Pick<TaskFacts, "id" | "name">): () => Promise<void> {
  const t = useTranslations("tasks");
  const client = useTRPCClient();
  const router = useRouter();
  return () =>
    client.task.start.mutate({ id, idempotencyKey: randomKey() }).then(
      () => {
        toast.success(t("scheduleStarted", { name }));
        router.refresh();
      },
      (error: Error) => void toast.refused(error),
    );
}
