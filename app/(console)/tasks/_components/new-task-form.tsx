"use client";

import { CalendarCheck, Play } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useFormContext, useWatch } from "react-hook-form";
import { schedulePolicySchema } from "../../../../server/domain/schedule/policy.ts";
import { strategySchema } from "../../../../server/domain/strategy.ts";
import type { TaskType } from "../../../../server/domain/task-log-state.ts";
import { taskCreateInput } from "../../../../server/task/input.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { buttonClass } from "../../../_ui/button.tsx";
import { CopyCurl } from "../../../_ui/form/copy-curl.tsx";
import { Form } from "../../../_ui/form/form.tsx";
import { SaveButton } from "../../../_ui/form/save-button.tsx";
import { useApiForm } from "../../../_ui/form/use-api-form.ts";
import { leave } from "../../../_ui/leaving.ts";
import { PageHeader } from "../../../_ui/page-header.tsx";
import { randomKey } from "../../../_ui/random-key.ts";
import { toast } from "../../../_ui/toast.ts";
import { confirmedAbove } from "../../../_ui/typed-count.tsx";
import { RunTaskDialog } from "./run-task-dialog.tsx";
import { type TaskFacts, taskFactsOf } from "./task-facts.ts";
import { TaskFields } from "./task-fields.tsx";

/** @param props.tenantId whose the new task will be, and the zone of its clocks */
export function NewTaskForm({ tenantId, timeZone }: { tenantId: number; timeZone: string }) {
  const t = useTranslations("tasks");
  const router = useRouter();
  const client = useTRPCClient();
  const [made, setMade] = useState<TaskFacts | null>(null);
  const [idempotencyKey] = useState(() => randomKey());
  const { form, submit } = useApiForm({
    schema: taskCreateInput,
    values: {
      tenantId,
      name: "",
      type: "immediate" as TaskType,
      targetIds: [] as number[],
      arguments: [] as string[],
      scriptVersion: null,
      environment: {},
      ...strategySchema.parse({}),
      ...schedulePolicySchema.parse({}),
      timeZone,
      noticeRule: "failure",
      noticeReceivers: null,
      noticeChannelIds: null,
      start: false,
      idempotencyKey,
    },
    send: async ({ start, ...input }) => {
      const asks = start && input.type === "immediate" && input.targetIds.length > confirmedAbove;
      const { id, taskLogId } = await client.task.create.mutate({ ...input, start: start && !asks });
      toast.success(t("created", { name: input.name }));
      if (asks) setMade(taskFactsOf(await client.task.get.query({ id })));
      else router.push(taskLogId === null ? `/tasks/${id}` : `/task-logs/${taskLogId}`);
    },
  });
  return (
    <Form
      form={form}
      submit={submit}
      head={
        <PageHeader
          crumbs={[{ href: "/tasks", label: t("title") }]}
          title={t("new")}
          actions={<NewTaskActions />}
        />
      }
    >
      <TaskFields tenantId={tenantId} />
      {made !== null && (
        <RunTaskDialog task={made} onClose={() => leave(() => router.push(`/tasks/${made.id}`))} />
      )}
    </Form>
  );
}

/** Enter in a field makes the task alone; to run it, or to put its schedule to work, is said by its own button. */
function NewTaskActions() {
  const t = useTranslations("tasks");
  const common = useTranslations("common");
  const { setValue } = useFormContext();
  const [scriptId, targetIds, type] = useWatch({ name: ["scriptId", "targetIds", "type"] });
  const immediate = type === "immediate";
  const Icon = immediate ? Play : CalendarCheck;
  const complete = scriptId !== undefined && targetIds.length > 0;
  return (
    <>
      <CopyCurl path="/tasks" />
      <Link href="/tasks" className={buttonClass()}>
        {common("cancel")}
      </Link>
      <SaveButton look="plain" onClick={() => setValue("start", false)}>
        {t("create")}
      </SaveButton>
      <SaveButton disabled={!complete} onClick={() => setValue("start", true)}>
        <Icon size={14} strokeWidth={1.75} aria-hidden="true" />{" "}
        {immediate ? t("createAndStart") : t("createAndPlan")}
      </SaveButton>
    </>
  );
}
