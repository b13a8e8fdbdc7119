"use client";

import { useTranslations } from "next-intl";
import { ArgumentsInput } from "../../../_ui/form/arguments-input.tsx";
import { EnvironmentInput } from "../../../_ui/form/environment-input.tsx";
import { Field, NumberInput, TextInput } from "../../../_ui/form/field.tsx";
import { TargetPicker } from "../../targets/_components/target-picker.tsx";
import { ScriptSelect } from "./script-select.tsx";
import { StrategyFields } from "./strategy-fields.tsx";
import { VersionSelect } from "./version-select.tsx";

/** What a task is made of, for a new one and for one that exists; all of it is of one tenant. */
export function TaskFields({ tenantId }: { tenantId: number }) {
  const t = useTranslations("tasks");
  const common = useTranslations("common");
  const run = useTranslations("run");
  return (
    <div className="max-w-4xl space-y-5 p-4 lg:p-6">
      <h2 className="text-section">{t("what")}</h2>
      <Field name="name" label={common("name")}>
        <TextInput name="name" />
      </Field>
      <div className="grid max-w-xl gap-4 sm:grid-cols-2">
        <Field name="scriptId" label={t("scriptLabel")}>
          <ScriptSelect name="scriptId" tenantId={tenantId} />
        </Field>
        <Field name="scriptVersion" label={t("version")} hint={t("versionHint")}>
          <VersionSelect name="scriptVersion" />
        </Field>
      </div>
      <Field name="arguments" label={run("arguments")} hint={run("argumentsHint")} wide>
        <ArgumentsInput name="arguments" />
      </Field>
      <Field name="environment" label={t("environment")} hint={t("environmentHint")} wide>
        <EnvironmentInput name="environment" />
      </Field>
      <h2 className="border-line border-t pt-5 text-section">{t("where")}</h2>
      <TargetPicker name="targetIds" label={run("targets")} tenantId={tenantId} />
      <h2 className="border-line border-t pt-5 text-section">{t("strategy")}</h2>
      <StrategyFields />
      <details>
        <summary className="underline decoration-line-2 underline-offset-2">{t("moreStrategy")}</summary>
        <div className="mt-3 grid max-w-xl gap-4 sm:grid-cols-2">
          <Field name="connectTimeoutSeconds" label={t("connectTimeout")}>
            <NumberInput name="connectTimeoutSeconds" unit={t("seconds")} />
          </Field>
          <Field name="connectRetries" label={t("connectRetries")}>
            <NumberInput name="connectRetries" />
          </Field>
          <Field name="stopGraceSeconds" label={t("stopGrace")}>
            <NumberInput name="stopGraceSeconds" unit={t("seconds")} />
          </Field>
          <Field name="outputLimitBytes" label={t("outputLimit")}>
            <NumberInput name="outputLimitBytes" unit={t("bytes")} />
          </Field>
        </div>
      </details>
    </div>
  );
}
