"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { languages } from "../../../../server/domain/language.ts";
import { scriptCreateInput } from "../../../../server/script/input.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { CodeField } from "../../../_ui/form/code-field.tsx";
import { Field, Form, Select, TextArea, TextInput } from "../../../_ui/form/field.tsx";
import { SaveButton } from "../../../_ui/form/save-button.tsx";
import { useApiForm } from "../../../_ui/form/use-api-form.ts";
import { PageHeader } from "../../../_ui/page-header.tsx";

export function NewScriptForm() {
  const t = useTranslations("scripts");
  const common = useTranslations("common");
  const names = useTranslations("languages");
  const router = useRouter();
  const client = useTRPCClient();
  const { form, submit } = useApiForm({
    schema: scriptCreateInput,
    values: { name: "", language: "bash" as const, content: "", description: "" },
    send: async (input) => {
      const { id } = await client.script.create.mutate(input);
      toast.success(t("created", { name: input.name }));
      router.push(`/scripts/${id}`);
    },
  });
  return (
    <Form form={form} submit={submit}>
      <PageHeader
        crumbs={[{ href: "/scripts", label: t("title") }]}
        title={t("new")}
        actions={<SaveButton>{t("create")}</SaveButton>}
      />
      <div className="space-y-5 p-4 lg:p-6">
        <Field name="name" label={common("name")}>
          <TextInput name="name" />
        </Field>
        <Field name="language" label={common("language")} hint={t("languageHint")}>
          <Select name="language" options={languages.map((value) => ({ value, label: names(value) }))} />
        </Field>
        <CodeField name="content" label={t("content")} hint={t("contentHint")} />
        <Field name="description" label={common("description")} hint={t("descriptionHint")}>
          <TextArea name="description" rows={3} />
        </Field>
      </div>
    </Form>
  );
}
