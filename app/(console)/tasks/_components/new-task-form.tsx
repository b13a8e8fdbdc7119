"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { taskCreateInput } from "../../../../server/task/input.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { ArgumentsInput } from "../../../_ui/form/arguments-input.tsx";
import { Field, Form, TextInput } from "../../../_ui/form/field.tsx";
import { SaveButton } from "../../../_ui/form/save-button.tsx";
import { useApiForm } from "../../../_ui/form/use-api-form.ts";
import { PageHeader } from "../../../_ui/page-header.tsx";
import { TargetPicker } from "../../targets/_components/target-picker.tsx";
import { ScriptSelect } from "./script-select.tsx";
import { StrategyFields } from "./strategy-fields.tsx";

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
        <Field name="arguments" label={run("arguments")} hint={run("argumentsHint")} wide>
          <ArgumentsInput name="arguments" />
        </Field>
        <h2 className="text-section">{t("strategy")}</h2>
        <StrategyFields />
      </div>
    </Form>
  );
}
