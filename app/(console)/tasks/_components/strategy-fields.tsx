"use client";

import { useTranslations } from "next-intl";
import { Field, NumberInput } from "../../../_ui/form/field.tsx";

/** How a run goes over its hosts, as far as people change it by hand. */
export function StrategyFields() {
  const t = useTranslations("tasks");
  return (
    <Field name="concurrency" label={t("concurrency")} hint={t("perProxyHint")}>
      <div className="grid gap-2 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_minmax(0,1.8fr)]">
        <NumberInput name="concurrency" unit={t("hostsUnit")} />
        <Field name="perProxyConcurrency" label={t("perProxy")} within>
          <NumberInput name="perProxyConcurrency" unit={t("perProxyUnit")} />
        </Field>
        <Field name="timeoutSeconds" label={t("timeout")} within>
          <NumberInput name="timeoutSeconds" unit={t("timeoutUnit")} />
        </Field>
      </div>
    </Field>
  );
}
