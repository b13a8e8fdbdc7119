"use client";

import { useTranslations } from "next-intl";
import { CheckBox, Field, NumberInput, TextInput } from "../../_ui/form/field.tsx";

/** How an SSH server is reached: the same for targets and proxies. */
export function HostFields() {
  const t = useTranslations("targets");
  const common = useTranslations("common");
  return (
    <>
      <Field name="name" label={common("name")}>
        <TextInput name="name" />
      </Field>
      <div className="grid max-w-xl gap-4 sm:grid-cols-[1fr_2fr_100px]">
        <Field name="username" label={t("username")}>
          <TextInput name="username" mono autoComplete="off" />
        </Field>
        <Field name="address" label={t("address")}>
          <TextInput name="address" mono autoComplete="off" />
        </Field>
        <Field name="port" label={t("port")}>
          <NumberInput name="port" />
        </Field>
      </div>
      <CheckBox name="oldAlgorithms">
        {t("allowOld")}
        <span className="block text-ink-3 text-small">{t("allowOldHint")}</span>
      </CheckBox>
    </>
  );
}
