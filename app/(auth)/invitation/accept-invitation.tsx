"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { invitationAcceptInput } from "../../../server/invitation/input.ts";
import { useTRPCClient } from "../../_trpc/client.tsx";
import { buttonClass } from "../../_ui/button.tsx";
import { Field, TextInput } from "../../_ui/form/field.tsx";
import { Form } from "../../_ui/form/form.tsx";
import { SaveButton } from "../../_ui/form/save-button.tsx";
import { useApiForm } from "../../_ui/form/use-api-form.ts";
import { Toasts } from "../../_ui/toasts.tsx";

/** Sets the first password of whoever holds the link; its token stands behind `#` and is sent to the API alone. */
export function AcceptInvitation() {
  const t = useTranslations("invitation");
  const client = useTRPCClient();
  const [token, setToken] = useState<string | null>(null);
  const [email, setEmail] = useState<string | null>(null);
  useEffect(() => setToken(location.hash.slice(1)), []);
  const { form, submit } = useApiForm({
    schema: invitationAcceptInput.pick({ password: true }),
    values: { password: "" },
    send: async ({ password }) => {
      const accepted = await client.invitation.accept.mutate({ token: token ?? "", password });
      setEmail(accepted.email);
    },
  });
  if (token === "")
    return (
      <p role="alert" className="text-bad">
        {t("noToken")}
      </p>
    );
  if (email !== null)
    return (
      <div className="space-y-4">
        <p role="status" className="text-ok">
          {t("done")}
        </p>
        <Link href="/sign-in" className={buttonClass("strong")}>
          {t("signIn", { email })}
        </Link>
      </div>
    );
  return (
    <>
      <Form form={form} submit={submit}>
        <div className="space-y-4">
          <Field name="password" label={t("password")} hint={t("hint")}>
            <TextInput name="password" type="password" autoComplete="new-password" />
          </Field>
          <SaveButton>{t("submit")}</SaveButton>
        </div>
      </Form>
      <Toasts />
    </>
  );
}
