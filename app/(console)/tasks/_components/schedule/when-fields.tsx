"use client";

import { useTranslations } from "next-intl";
import { useRef } from "react";
import { useFormContext, useWatch } from "react-hook-form";
import { misfirePolicies, overlapPolicies } from "../../../../../server/domain/schedule/policy.ts";
import { type TaskType, taskTypes } from "../../../../../server/domain/task-log-state.ts";
import { Field, NumberInput, Rows, Select } from "../../../../_ui/form/field.tsx";
import { MomentInput } from "../../../../_ui/form/moment-input.tsx";
import { TimeZoneSelect } from "../../../../_ui/form/time-zone-select.tsx";
import { CalendarsInput } from "./calendars-input.tsx";
import { CronInput, CronPresets, CronWords } from "./cron-fields.tsx";
import type { Scheduled } from "./use-schedule-preview.ts";

/** When a task runs: by hand, once, or again and again; its type is chosen while it is new, and is for life. */
export function WhenFields({ type: fixed, ...scheduled }: Scheduled & { type?: TaskType }) {
  const t = useTranslations("schedule");
  const chosen: TaskType | undefined = useWatch({ name: "type" });
  const type = fixed ?? chosen;
  if (fixed === "immediate") return null;
  return (
    <Rows name={t("when")}>
      {fixed === undefined && (
        <Field name="type" label={t("type")} wide>
          <TypeCards />
        </Field>
      )}
      {type === "once" && (
        <Field name="runAt" label={t("runAt")} hint={t("runAtHint")} wide>
          <div className="grid gap-2 sm:grid-cols-[16rem_minmax(0,16rem)]">
            <MomentInput name="runAt" noneAs={undefined} />
            <Field name="timeZone" label={t("zone")} within>
              <TimeZoneSelect name="timeZone" />
            </Field>
          </div>
        </Field>
      )}
      {type === "cron" && (
        <Field name="cron" label={t("schedule")} wide>
          <div className="grid items-start gap-2 sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
            <CronInput name="cron" />
            <Field name="timeZone" label={t("zone")} within>
              <TimeZoneSelect name="timeZone" />
            </Field>
          </div>
          <CronPresets name="cron" />
          <CronWords {...scheduled} />
        </Field>
      )}
      {type !== "immediate" && <Policies type={type} tenantId={scheduled.tenantId} />}
    </Rows>
  );
}

/** What one type says of its moments and the others do not. */
const own = { immediate: [], once: ["runAt"], cron: ["cron"] } as const;

/**
 * The three ways, each with what it means; arrows move between them. What was typed for one is kept out of the form
 * while another is chosen, and comes back with it.
 */
function TypeCards() {
  const t = useTranslations("tasks");
  const words = useTranslations("schedule");
  const { register, getValues, setValue } = useFormContext();
  const kept = useRef<Record<string, unknown>>({});
  const choose = (chosen: TaskType) => {
    for (const name of Object.values(own).flat()) {
      kept.current[name] = getValues(name) ?? kept.current[name];
      setValue(name, (own[chosen] as readonly string[]).includes(name) ? kept.current[name] : undefined);
    }
  };
  return (
    <fieldset className="grid gap-2 sm:grid-cols-3">
      <legend className="sr-only">{words("type")}</legend>
      {taskTypes.map((type) => (
        <label
          key={type}
          className="flex gap-2 rounded-control border border-line-2 px-3 py-2 hover:bg-hover has-checked:border-ink has-checked:shadow-[inset_0_0_0_1px_var(--ink)]"
        >
          <input
            type="radio"
            value={type}
            {...register("type", { onChange: ({ target }) => choose(target.value) })}
            className="mt-1 accent-ink"
          />
          <span>
            <span className="block font-medium">{t(`types.${type}`)}</span>
            <span className="text-ink-3 text-small">{words(`typeHints.${type}`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** What becomes of a moment that was missed, or that finds a run in its way; what few people change is folded. */
function Policies({ type, tenantId }: { type: TaskType | undefined; tenantId: number }) {
  const t = useTranslations("schedule");
  const calendars = useTranslations("calendars");
  const [misfire, overlap]: unknown[] = useWatch({ name: ["misfire", "overlap"] });
  return (
    <>
      <Field name="misfire" label={t("late")} hint={t("lateHint")} wide>
        <div className="grid gap-2 sm:grid-cols-2">
          <Select
            name="misfire"
            options={misfirePolicies.map((value) => ({ value, label: t(`misfires.${value}`) }))}
          />
          <Field name="overlap" label={t("stillRunning")} within>
            <Select
              name="overlap"
              options={overlapPolicies.map((value) => ({ value, label: t(`overlaps.${value}`) }))}
            />
          </Field>
        </div>
      </Field>
      {overlap === "parallel" && (
        <Field name="overlapLimit" label={t("overlapLimit")}>
          <NumberInput name="overlapLimit" unit={t("runsUnit")} />
        </Field>
      )}
      <details>
        <summary className="underline decoration-line-2 underline-offset-2">
          {type === "cron" ? t("more") : t("moreOnce")}
        </summary>
        <div className="mt-5 space-y-5">
          {misfire === "run_once" && (
            <Field name="misfireWindowSeconds" label={t("misfireWindow")} hint={t("misfireWindowHint")}>
              <NumberInput name="misfireWindowSeconds" unit={t("seconds")} />
            </Field>
          )}
          <Field name="calendarIds" label={calendars("inTask")} hint={calendars("inTaskHint")}>
            <CalendarsInput name="calendarIds" tenantId={tenantId} />
          </Field>
          {type === "cron" && (
            <>
              <Field name="startAt" label={t("startAt")} hint={t("startAtHint")}>
                <MomentInput name="startAt" noneAs={null} />
              </Field>
              <Field name="endAt" label={t("endAt")} hint={t("endAtHint")}>
                <MomentInput name="endAt" noneAs={null} />
              </Field>
              <Field name="jitterSeconds" label={t("jitter")} hint={t("jitterHint")}>
                <NumberInput name="jitterSeconds" unit={t("seconds")} />
              </Field>
              <Field name="pauseAfterFailures" label={t("pauseAfter")} hint={t("pauseAfterHint")}>
                <NumberInput name="pauseAfterFailures" unit={t("failuresUnit")} noneAs={null} />
              </Field>
            </>
          )}
        </div>
      </details>
    </>
  );
}
