"use client";

import { useTranslations } from "next-intl";
import { CheckBox, Field, NumberInput, TextInput } from "../../_ui/form/field.tsx";

/** What the fields of a new host begin with. */
export const emptyHost = { name: "", username: "root", address: "", port: 22, oldAlgorithms: false };

/** How an SSH server is reached: the same for targets and proxies, also for one within the other. */
export function HostFields({ within = "" }: { within?: "" | "target." }) {
  const t = useTranslations("targets");
  const common = useTranslations("common");
  return (
    <>
      <Field name={`${within}name`} label={common("name")}>
        <TextInput name={`${within}name`} />
      </Field>
      <div className="grid max-w-xl gap-4 sm:grid-cols-[1fr_2fr_100px]">
        <Field name={`${within}username`} label={t("username")}>
          <TextInput name={`${within}username`} mono autoComplete="off" />
        </Field>
        <Field name={`${within}address`} label={t("address")}>
          <TextInput name={`${within}address`} mono autoComplete="off" />
        </Field>
        <Field name={`${within}port`} label={t("port")}>
          <NumberInput name={`${within}port`} />
        </Field>
      </div>
      <CheckBox name={`${within}oldAlgorithms`}>
        {t("allowOld")}
        <span className="block text-ink-3 text-small">{t("allowOldHint")}</span>
      </CheckBox>
    </>
  );
}
