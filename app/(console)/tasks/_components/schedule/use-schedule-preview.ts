"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useWatch } from "react-hook-form";
import { refuseCron } from "../../../../../server/domain/schedule/cron-input.ts";
import { isTimeZone } from "../../../../../server/domain/time-zone.ts";
import type { TaskPreview } from "../../../../../server/task/output.ts";
import { useTRPC } from "../../../../_trpc/client.tsx";
import { useRested } from "../../../../_ui/use-rested.ts";

const restMs = 250;

/** Whose schedule a form is about; the task is absent where it is still to be made. */
export interface Scheduled {
  tenantId: number;
  taskId?: number;
}

interface Previewed {
  preview: TaskPreview | undefined;
  /** Why it would be refused, where only its tenant says so. */
  refused: string | undefined;
}

/** What the form's expression would do, as it is typed; nothing where it means nothing yet. */
export function useSchedulePreview({ tenantId, taskId }: Scheduled): Previewed {
  const trpc = useTRPC();
  const [cron, timeZone, startAt, endAt, calendarIds] = useWatch({
    name: ["cron", "timeZone", "startAt", "endAt", "calendarIds"],
  });
  const asked = useRested(typeof cron === "string" ? cron : "", restMs);
  const right = isRight(asked) && typeof timeZone === "string" && isTimeZone(timeZone);
  const { data, error } = useQuery(
    trpc.task.preview.queryOptions(
      { tenantId, taskId, cron: asked, timeZone: String(timeZone), startAt, endAt, calendarIds },
      { enabled: right, placeholderData: keepPreviousData, staleTime: 30_000, retry: false },
    ),
  );
  if (!right) return { preview: undefined, refused: undefined };
  return error === null
    ? { preview: data, refused: undefined }
    : { preview: undefined, refused: error.message };
}

function isRight(cron: string): boolean {
  return refuseCron(cron, new Date()) === null;
}
