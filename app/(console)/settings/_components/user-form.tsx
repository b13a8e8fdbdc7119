"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { userUpdateInput } from "../../../../server/user/input.ts";
import type { User } from "../../../../server/user/output.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { Form } from "../../../_ui/form/field.tsx";
import { SaveButton } from "../../../_ui/form/save-button.tsx";
import { useApiForm } from "../../../_ui/form/use-api-form.ts";
import { toast } from "../../../_ui/toast.ts";
import { UserFields } from "./user-fields.tsx";

export function UserForm({
  user: { id, email, name, role },
  mayGrantAll,
}: {
  user: User;
  mayGrantAll: boolean;
}) {
  const t = useTranslations("users");
  const router = useRouter();
  const client = useTRPCClient();
  const { form, submit } = useApiForm({
    schema: userUpdateInput.pick({ id: true, email: true, name: true, role: true }),
    values: { id, email, name, role },
    send: async (input) => {
      await client.user.update.mutate(input);
      toast.success(t("saved", { name: input.name ?? name }));
      router.refresh();
      return input;
    },
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
