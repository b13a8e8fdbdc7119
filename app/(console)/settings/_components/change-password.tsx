"use client";

import { useTranslations } from "next-intl";
import { changePasswordInput } from "../../../../server/user/input.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { Field, TextInput } from "../../../_ui/form/field.tsx";
import { Form } from "../../../_ui/form/form.tsx";
import { SaveButton } from "../../../_ui/form/save-button.tsx";
import { useApiForm } from "../../../_ui/form/use-api-form.ts";
import { PageHeader } from "../../../_ui/page-header.tsx";
import { toast } from "../../../_ui/toast.ts";

/** One's own password; the current one is asked for. */
export function ChangePassword() {
  const t = useTranslations("password");
  const settings = useTranslations("settings");
  const client = useTRPCClient();
  const { form, submit } = useApiForm({
    schema: changePasswordInput,
    values: { currentPassword: "", password: "" },
    send: async (input) => {
      await client.user.changePassword.mutate(input);
      toast.success(t("changed"));
      form.reset();
    },
  });
  return (
    <Form
      form={form}
      submit={submit}
      head={<PageHeader title={settings("password")} actions={<SaveButton>{t("change")}</SaveButton>} />}
    >
      <div className="space-y-5 p-4 lg:p-6">
        <Field name="currentPassword" label={t("current")}>
          <TextInput name="currentPassword" type="password" autoComplete="current-password" />
        </Field>
        <Field name="password" label={t("next")} hint={t("hint")}>
          <TextInput name="password" type="password" autoComplete="new-password" />
        </Field>
      </div>
    </Form>
  );
}
