"use client";

import { useTranslations } from "next-intl";
import { userUpdateInput } from "../../../../server/user/input.ts";
import type { User } from "../../../../server/user/output.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { Form } from "../../../_ui/form/form.tsx";
import { SaveButton } from "../../../_ui/form/save-button.tsx";
import { useUpdateForm } from "../../../_ui/form/use-update-form.ts";
import { UserFields } from "./user-fields.tsx";

export function UserForm({
  user: { id, email, name, role },
  mayGrantAll,
}: {
  user: User;
  mayGrantAll: boolean;
}) {
  const t = useTranslations("users");
  const client = useTRPCClient();
  const { form, submit } = useUpdateForm({
    schema: userUpdateInput.pick({ id: true, email: true, name: true, role: true }),
    values: { id, email, name, role },
    update: (input) => client.user.update.mutate(input),
    saved: (input) => t("saved", { name: input.name ?? name }),
  });
  return (
    <Form form={form} submit={submit}>
      <div className="space-y-5">
        <UserFields mayGrantAll={mayGrantAll} />
        <SaveButton>{t("save")}</SaveButton>
      </div>
    </Form>
  );
}
