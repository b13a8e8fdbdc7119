"use client";

import { useTranslations } from "next-intl";
import type { TaskType } from "../../../../server/domain/task-log-state.ts";
import { ArgumentsInput } from "../../../_ui/form/arguments-input.tsx";
import { EnvironmentInput } from "../../../_ui/form/environment-input.tsx";
import { Field, NumberInput, Rows, TextInput } from "../../../_ui/form/field.tsx";
import { TargetPicker } from "../../targets/_components/target-picker.tsx";
import { NoticeFields } from "./notice-fields.tsx";
import type { Scheduled } from "./schedule/use-schedule-preview.ts";
import { WhenFields } from "./schedule/when-fields.tsx";
import { ScriptSelect } from "./script-select.tsx";
import { StrategyFields } from "./strategy-fields.tsx";
import { VersionSelect } from "./version-select.tsx";
import { TaskConsequences } from "./will-happen.tsx";

/**
 * What a task is made of, for a new one and for one that exists, whose type is for life; beside it what that will do.
 * All of it is of one tenant.
 */
export function TaskFields({ type, ...scheduled }: Scheduled & { type?: TaskType }) {
  const { tenantId } = scheduled;
  const t = useTranslations("tasks");
  const common = useTranslations("common");
  const run = useTranslations("run");
  return (
    <div className="grid flex-1 min-[1100px]:grid-cols-[minmax(0,1fr)_minmax(18rem,25.75rem)]">
      <div className="max-w-5xl space-y-5 p-4 lg:p-6">
        <Rows name={t("what")}>
          <Field name="name" label={common("name")}>
            <TextInput name="name" />
          </Field>
          <Field name="scriptId" label={t("scriptLabel")} hint={t("versionHint")}>
            <div className="grid gap-2 sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
              <ScriptSelect name="scriptId" tenantId={tenantId} />
              <Field name="scriptVersion" label={t("version")} within>
                <VersionSelect name="scriptVersion" />
              </Field>
            </div>
          </Field>
          <Field name="arguments" label={run("arguments")} hint={run("argumentsHint")} wide>
            <ArgumentsInput name="arguments" />
          </Field>
          <Field name="environment" label={t("environment")} hint={t("environmentHint")} wide>
            <EnvironmentInput name="environment" />
          </Field>
        </Rows>
        <Rows name={t("where")}>
          <TargetPicker name="targetIds" label={run("targets")} tenantId={tenantId} />
        </Rows>
        <WhenFields type={type} {...scheduled} />
        <NoticeFields tenantId={tenantId} />
        <Rows name={t("strategy")}>
          <StrategyFields />
          <details>
            <summary className="underline decoration-line-2 underline-offset-2">{t("moreStrategy")}</summary>
            <div className="mt-5 space-y-5">
              <Field name="connectTimeoutSeconds" label={t("connectTimeout")}>
                <NumberInput name="connectTimeoutSeconds" unit={t("seconds")} />
              </Field>
              <Field name="connectRetries" label={t("connectRetries")}>
                <NumberInput name="connectRetries" unit={t("times")} />
              </Field>
              <Field name="stopGraceSeconds" label={t("stopGrace")}>
                <NumberInput name="stopGraceSeconds" unit={t("seconds")} />
              </Field>
              <Field name="outputLimitBytes" label={t("outputLimit")}>
                <NumberInput name="outputLimitBytes" unit={t("bytes")} />
              </Field>
            </div>
          </details>
        </Rows>
      </div>
      <TaskConsequences type={type} {...scheduled} />
    </div>
  );
}
