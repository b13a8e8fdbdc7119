"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { userCreateInput } from "../../../../server/user/input.ts";
import type { Invitation } from "../../../../server/user/output.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { Field, TextInput } from "../../../_ui/form/field.tsx";
import { NewForm } from "../../../_ui/form/new-form.tsx";
import { useApiForm } from "../../../_ui/form/use-api-form.ts";
import { PageHeader } from "../../../_ui/page-header.tsx";
import { toast } from "../../../_ui/toast.ts";
import { InvitationOnce } from "./invitation-once.tsx";
import { UserFields } from "./user-fields.tsx";

/** Makes a user with a password, or without one: then the link that they set it by is shown, once. */
export function NewUserForm({ mayGrantAll }: { mayGrantAll: boolean }) {
  const t = useTranslations("users");
  const settings = useTranslations("settings");
  const router = useRouter();
  const client = useTRPCClient();
  const [invited, setInvited] = useState<{ name: string; invitation: Invitation } | null>(null);
  const leave = () => {
    router.push("/settings/users");
    router.refresh();
  };
  const { form, submit } = useApiForm({
    schema: userCreateInput,
    values: { email: "", role: "tenant_admin" as const },
    send: async (input) => {
      const { invitation } = await client.user.create.mutate(input);
      const name = input.name ?? input.email;
      toast.success(t("created", { name }));
      if (invitation === undefined) leave();
      else setInvited({ name, invitation });
    },
  });
  const list = { href: "/settings/users" as const, label: settings("users") };
  if (invited !== null)
    return (
      <>
        <PageHeader crumbs={[list]} title={invited.name} />
        <div className="pt-4">
          <InvitationOnce {...invited} close={leave} />
        </div>
      </>
    );
  return (
    <NewForm form={form} submit={submit} list={list} title={t("new")} create={t("create")}>
      <UserFields mayGrantAll={mayGrantAll} isNew />
      <Field name="password" label={t("newPassword")} hint={t("passwordHint")}>
        <TextInput name="password" type="password" autoComplete="new-password" />
      </Field>
    </NewForm>
  );
}
