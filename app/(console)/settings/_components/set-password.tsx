"use client";

import { useTranslations } from "next-intl";
import { userUpdateInput } from "../../../../server/user/input.ts";
import type { User } from "../../../../server/user/output.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { Field, TextInput } from "../../../_ui/form/field.tsx";
import { Form } from "../../../_ui/form/form.tsx";
import { SaveButton } from "../../../_ui/form/save-button.tsx";
import { useApiForm } from "../../../_ui/form/use-api-form.ts";
import { toast } from "../../../_ui/toast.ts";

/** Gives another user a new password, and ends their sessions. */
export function SetPassword({ user: { id, name } }: { user: User }) {
  const t = useTranslations("users");
  const client = useTRPCClient();
  const { form, submit } = useApiForm({
    schema: userUpdateInput.pick({ id: true, password: true }).required(),
    values: { id, password: "" },
    send: async (input) => {
      await client.user.update.mutate(input);
      toast.success(t("passwordSet", { name }));
      form.reset();
    },
  });
  return (
    <section>
      <h2 className="mb-3 text-section">{t("setPassword")}</h2>
      <Form form={form} submit={submit}>
        <div className="space-y-4">
          <Field name="password" label={t("newPassword")}>
            <TextInput name="password" type="password" autoComplete="new-password" />
          </Field>
          <SaveButton look="plain">{t("setPassword")}</SaveButton>
        </div>
      </Form>
    </section>
  );
}
