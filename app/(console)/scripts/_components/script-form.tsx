"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { scriptUpdateInput } from "../../../../server/script/input.ts";
import type { Script } from "../../../../server/script/output.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { CodeField } from "../../../_ui/form/code-field.tsx";
import { Field, Form, TextArea, TextInput } from "../../../_ui/form/field.tsx";
import { SaveButton } from "../../../_ui/form/save-button.tsx";
import { useApiForm } from "../../../_ui/form/use-api-form.ts";

/** Edits a script; new text becomes a version, and a save over another's is refused. */
export function ScriptForm({ script }: { script: Script }) {
  const t = useTranslations("scripts");
  const common = useTranslations("common");
  const router = useRouter();
  const client = useTRPCClient();
  const { id, name, description, content, currentVersion } = script;
  const { form, submit } = useApiForm({
    schema: scriptUpdateInput,
    values: { id, name, description, content, note: "", expectedVersion: currentVersion },
    send: async (input) => {
      const { currentVersion: number } = await client.script.update.mutate(input);
      toast.success(t("saved", { number }));
      form.reset({}, { keepValues: true });
      router.refresh();
    },
  });
  return (
    <Form form={form} submit={submit}>
      <div className="grid flex-1 gap-6 p-4 lg:grid-cols-[minmax(0,1fr)_252px] lg:p-6">
        <CodeField name="content" label={t("content")} hint={t("contentHint")} />
        <div className="space-y-5">
          <Field name="name" label={common("name")}>
            <TextInput name="name" />
          </Field>
          <Field name="description" label={common("description")} hint={t("descriptionHint")}>
            <TextArea name="description" rows={4} />
          </Field>
          <Field name="note" label={t("note")}>
            <TextInput name="note" />
          </Field>
          <SaveButton>{t("saveVersion", { number: currentVersion + 1 })}</SaveButton>
        </div>
      </div>
    </Form>
  );
}
