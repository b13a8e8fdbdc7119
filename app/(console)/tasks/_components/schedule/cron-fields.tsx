"use client";

import clsx from "clsx";
import { Check, Quote, TriangleAlert } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useFormContext, useWatch } from "react-hook-form";
import type { Locale } from "../../../../../server/domain/locale.ts";
import { useControl } from "../../../../_ui/form/field.tsx";
import { formatZone } from "../../../../_ui/format.ts";
import { type Scheduled, useSchedulePreview } from "./use-schedule-preview.ts";

/** What schedules mostly are, to begin from. */
const presets = {
  hourly: "0 * * * *",
  daily: "30 2 * * *",
  workdays: "30 2 * * 1-5",
  mondays: "30 2 * * 1",
  firstOfMonth: "30 2 1 * *",
  lastOfMonth: "30 2 L * *",
} as const;

const fields = ["second", "minute", "hour", "day", "month", "weekday", "year"] as const;

/** The names of an expression's fields, by how many there are. */
function fieldsOf(expression: string): (typeof fields)[number][] {
  const count = expression.trim().split(/\s+/).length;
  if (expression.trim().startsWith("@")) return [];
  return count >= 7 ? [...fields] : count === 6 ? fields.slice(0, 6) : fields.slice(1, 6);
}

/** The expression as it is typed, each of its fields named below it. */
export function CronInput({ name }: { name: string }) {
  const t = useTranslations("schedule");
  const { register } = useFormContext();
  const { className, ...control } = useControl();
  const typed: unknown = useWatch({ name });
  const names = fieldsOf(typeof typed === "string" ? typed : "");
  return (
    <div className="min-w-0">
      <input
        type="text"
        spellCheck={false}
        autoComplete="off"
        {...register(name)}
        {...control}
        className={clsx(className, "h-8 font-mono text-[15px] [word-spacing:0.6em]")}
      />
      <p aria-hidden="true" className="mt-1 flex gap-2.5 pl-2.5 font-mono text-[11px] text-ink-3">
        {names.map((field) => (
          <span key={field}>{t(`fields.${field}`)}</span>
        ))}
      </p>
    </div>
  );
}

/** Schedules to begin from, the one that stands there marked. */
export function CronPresets({ name }: { name: string }) {
  const t = useTranslations("schedule");
  const { setValue } = useFormContext();
  const typed: unknown = useWatch({ name });
  return (
    <fieldset className="mt-2 flex flex-wrap gap-2">
      <legend className="sr-only">{t("presets")}</legend>
      {Object.entries(presets).map(([preset, cron]) => (
        <button
          key={preset}
          type="button"
          aria-pressed={typed === cron}
          onClick={() => setValue(name, cron, { shouldDirty: true, shouldValidate: true })}
          className="flex h-7 items-center gap-1 rounded-control border border-line-2 px-2.5 text-small hover:bg-hover aria-pressed:border-ink aria-pressed:font-medium"
        >
          {typed === cron && <Check size={12} aria-hidden="true" />}
          {t(`presetNames.${preset as keyof typeof presets}`)}
        </button>
      ))}
    </fieldset>
  );
}

/** The expression in words, and what somebody should think about before they save it. */
export function CronWords(scheduled: Scheduled) {
  const t = useTranslations("schedule");
  const locale = useLocale() as Locale;
  const { preview, refused } = useSchedulePreview(scheduled);
  if (refused !== undefined)
    return (
      <p role="status" className="mt-2 text-bad text-small">
        {refused}
      </p>
    );
  if (preview === undefined) return null;
  return (
    <div aria-live="polite" className="mt-2 space-y-1.5">
      <p className="flex items-baseline gap-2 rounded-control bg-sunken px-3 py-1.5">
        <Quote size={14} aria-hidden="true" className="shrink-0 translate-y-0.5 text-ink-3" />
        <span>
          {t.rich("words", {
            b: (words) => <b className="font-semibold">{words}</b>,
            sentence: preview.sentence,
            zone: formatZone(preview.timeZone, locale),
          })}
        </span>
      </p>
      {preview.warnings.map(({ reason, message }) => (
        <p key={reason} className="flex items-baseline gap-2 px-3 text-small text-warn">
          <TriangleAlert size={14} aria-hidden="true" className="shrink-0 translate-y-0.5" /> {message}
        </p>
      ))}
    </div>
  );
}
