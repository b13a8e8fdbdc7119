"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { strategySchema } from "../../../../server/domain/strategy.ts";
import { taskCreateInput } from "../../../../server/task/input.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { Form } from "../../../_ui/form/form.tsx";
import { SaveButton } from "../../../_ui/form/save-button.tsx";
import { useApiForm } from "../../../_ui/form/use-api-form.ts";
import { PageHeader } from "../../../_ui/page-header.tsx";
import { randomKey } from "../../../_ui/random-key.ts";
import { toast } from "../../../_ui/toast.ts";
import { TaskFields } from "./task-fields.tsx";

/** @param props.tenantId whose the new task will be */
export function NewTaskForm({ tenantId }: { tenantId: number }) {
  const t = useTranslations("tasks");
  const router = useRouter();
  const client = useTRPCClient();
  const [idempotencyKey] = useState(() => randomKey());
  const { form, submit } = useApiForm({
    schema: taskCreateInput,
    values: {
      tenantId,
      name: "",
      type: "immediate" as const,
      targetIds: [] as number[],
      arguments: [] as string[],
      scriptVersion: null,
      environment: {},
      ...strategySchema.parse({}),
      idempotencyKey,
    },
    send: async (input) => {
      const { id } = await client.task.create.mutate(input);
      toast.success(t("created", { name: input.name }));
      router.push(`/tasks/${id}`);
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
          actions={<SaveButton>{t("create")}</SaveButton>}
        />
      }
    >
      <TaskFields tenantId={tenantId} />
    </Form>
  );
}
