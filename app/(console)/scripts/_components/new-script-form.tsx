"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useWatch } from "react-hook-form";
import { languages } from "../../../../server/domain/language.ts";
import { maximumContentBytes, scriptCreateInput } from "../../../../server/script/input.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { CodeField } from "../../../_ui/form/code-field.tsx";
import { Field, Select, TextArea, TextInput } from "../../../_ui/form/field.tsx";
import { Form } from "../../../_ui/form/form.tsx";
import { SaveButton } from "../../../_ui/form/save-button.tsx";
import { useApiForm } from "../../../_ui/form/use-api-form.ts";
import { PageHeader } from "../../../_ui/page-header.tsx";
import { toast } from "../../../_ui/toast.ts";
import { useCheck } from "./use-check.ts";

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
  const language = useWatch({ control: form.control, name: "language" });
  const check = useCheck(language);
  return (
    <Form
      form={form}
      submit={submit}
      head={
        <PageHeader
          crumbs={[{ href: "/scripts", label: t("title") }]}
          title={t("new")}
          actions={<SaveButton>{t("create")}</SaveButton>}
        />
      }
    >
      <div className="grid min-h-0 flex-1 lg:grid-rows-[minmax(0,1fr)] lg:grid-cols-[minmax(0,1fr)_284px]">
        <aside className="space-y-4 border-line border-b bg-ground p-4 lg:order-last lg:overflow-y-auto lg:border-b-0 lg:border-l">
          <Field name="name" label={common("name")}>
            <TextInput name="name" />
          </Field>
          <Field name="language" label={common("language")} hint={t("languageHint")}>
            <Select name="language" options={languages.map((value) => ({ value, label: names(value) }))} />
          </Field>
          <Field name="description" label={common("description")} hint={t("descriptionHint")}>
            <TextArea name="description" rows={4} />
          </Field>
        </aside>
        <CodeField
          name="content"
          label={t("content")}
          language={language}
          check={check}
          limitBytes={maximumContentBytes}
        />
      </div>
    </Form>
  );
}
