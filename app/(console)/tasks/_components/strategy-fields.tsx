"use client";

import { useTranslations } from "next-intl";
import { Field, NumberInput } from "../../../_ui/form/field.tsx";

/** How a run goes over its hosts, as far as people change it by hand. */
export function StrategyFields() {
  const t = useTranslations("tasks");
  return (
    <div className="grid max-w-xl gap-4 sm:grid-cols-2">
      <Field name="concurrency" label={t("concurrency")}>
        <NumberInput name="concurrency" />
      </Field>
      <Field name="perProxyConcurrency" label={t("perProxy")} hint={t("perProxyHint")}>
        <NumberInput name="perProxyConcurrency" />
      </Field>
      <Field name="timeoutSeconds" label={t("timeout")}>
        <NumberInput name="timeoutSeconds" unit={t("seconds")} />
      </Field>
    </div>
  );
}
