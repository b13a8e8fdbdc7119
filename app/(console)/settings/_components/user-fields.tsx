"use client";

import { useTranslations } from "next-intl";
import { roles } from "../../../../server/domain/role.ts";
import { Field, Select, TextInput } from "../../../_ui/form/field.tsx";

/** Who a user is; a role above one's own is not offered. */
export function UserFields({ mayGrantAll, isNew }: { mayGrantAll: boolean; isNew?: boolean }) {
  const t = useTranslations("users");
  const common = useTranslations("common");
  const offered = roles.filter((role) => mayGrantAll || role !== "system_admin");
  return (
    <>
      <Field name="email" label={t("email")}>
        <TextInput name="email" type="email" autoComplete="off" />
      </Field>
      <Field name="name" label={common("name")} hint={isNew ? t("nameHint") : undefined}>
        <TextInput name="name" autoComplete="off" />
      </Field>
      <Field name="role" label={t("role")} hint={mayGrantAll ? t("roleHint") : undefined}>
        <Select name="role" options={offered.map((value) => ({ value, label: t(`roles.${value}`) }))} />
      </Field>
    </>
  );
}
