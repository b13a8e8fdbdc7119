"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { taskCreateInput } from "../../../../server/task/input.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { Field, Form, NumberInput, TextInput } from "../../../_ui/form/field.tsx";
import { LinesInput } from "../../../_ui/form/lines-input.tsx";
import { SaveButton } from "../../../_ui/form/save-button.tsx";
import { useApiForm } from "../../../_ui/form/use-api-form.ts";
import { PageHeader } from "../../../_ui/page-header.tsx";
import { TargetPicker } from "../../targets/_components/target-picker.tsx";
import { ScriptSelect } from "./script-select.tsx";

export function NewTaskForm() {
  const t = useTranslations("tasks");
  const common = useTranslations("common");
  const run = useTranslations("run");
  const router = useRouter();
  const client = useTRPCClient();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const { form, submit } = useApiForm({
    schema: taskCreateInput,
    values: {
      name: "",
      type: "immediate" as const,
      targetIds: [] as number[],
      arguments: [] as string[],
      concurrency: 20,
      timeoutSeconds: 3_600,
      idempotencyKey,
    },
    send: async (input) => {
      const { id } = await client.task.create.mutate(input);
      toast.success(t("created", { name: input.name }));
      router.push(`/tasks/${id}`);
    },
  });
  return (
    <Form form={form} submit={submit}>
      <PageHeader
        crumbs={[{ href: "/tasks", label: t("title") }]}
        title={t("new")}
        actions={<SaveButton>{t("create")}</SaveButton>}
      />
      <div className="space-y-5 p-4 lg:p-6">
        <Field name="name" label={common("name")}>
          <TextInput name="name" />
        </Field>
        <Field name="scriptId" label={t("scriptLabel")}>
          <ScriptSelect name="scriptId" />
        </Field>
        <TargetPicker name="targetIds" label={run("targets")} />
        <Field name="arguments" label={run("arguments")}>
          <LinesInput name="arguments" />
        </Field>
        <h2 className="text-section">{t("strategy")}</h2>
        <Field name="concurrency" label={t("concurrency")}>
          <NumberInput name="concurrency" />
        </Field>
        <Field name="timeoutSeconds" label={t("timeout")}>
          <NumberInput name="timeoutSeconds" unit={t("seconds")} />
        </Field>
      </div>
    </Form>
  );
}
