"use client";

import { useTranslations } from "next-intl";
import { Field, Select } from "../../_ui/form/field.tsx";

/** Who logs in to a target behind a proxy. */
export function LoginModeField({ name }: { name: "loginMode" | "target.loginMode" }) {
  const t = useTranslations("targets");
  return (
    <Field name={name} label={t("loginMode")}>
      <Select
        name={name}
        options={[
          { value: "platform_key", label: t("platformKey") },
          { value: "proxy_identity", label: t("proxyIdentity") },
        ]}
      />
    </Field>
  );
}
