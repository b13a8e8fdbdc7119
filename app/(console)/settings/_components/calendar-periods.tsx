"use client";

import { Plus, X } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useController, useFieldArray, useFormContext } from "react-hook-form";
import { Button } from "../../../_ui/button.tsx";
import { Field, TextInput, useControl } from "../../../_ui/form/field.tsx";
import { MomentInput } from "../../../_ui/form/moment-input.tsx";

/** Monday first, as weeks begin where this is used most. */
const weekdays = [1, 2, 3, 4, 5, 6, 0];

/** Closed periods of every week: on which days, from when to when. */
export function WeeklyPeriods() {
  const t = useTranslations("calendars");
  const { fields, append, remove } = useFieldArray({ name: "weekly" });
  return (
    <Periods
      title={t("weekly")}
      empty={t("noWeekly")}
      add={() => append({ weekdays: [6, 0], from: "00:00", to: "06:00" })}
      ids={fields.map(({ id }) => id)}
      remove={remove}
      row={(index) => (
        <>
          <Field name={`weekly.${index}.weekdays`} label={t("weekdays")}>
            <Weekdays name={`weekly.${index}.weekdays`} />
          </Field>
          <Field name={`weekly.${index}.from`} label={t("from")}>
            <TimeOfDay name={`weekly.${index}.from`} />
          </Field>
          <Field name={`weekly.${index}.to`} label={t("to")} hint={t("toHint")}>
            <TimeOfDay name={`weekly.${index}.to`} />
          </Field>
        </>
      )}
    />
  );
}

/** Closed periods that come once. */
export function DatedPeriods() {
  const t = useTranslations("calendars");
  const { fields, append, remove } = useFieldArray({ name: "dated" });
  return (
    <Periods
      title={t("dated")}
      empty={t("noDated")}
      add={() => append({ from: undefined, to: undefined, note: null })}
      ids={fields.map(({ id }) => id)}
      remove={remove}
      row={(index) => (
        <>
          <Field name={`dated.${index}.from`} label={t("from")}>
            <MomentInput name={`dated.${index}.from`} noneAs={undefined} />
          </Field>
          <Field name={`dated.${index}.to`} label={t("to")}>
            <MomentInput name={`dated.${index}.to`} noneAs={undefined} />
          </Field>
          <Field name={`dated.${index}.note`} label={t("note")}>
            <TextInput name={`dated.${index}.note`} />
          </Field>
        </>
      )}
    />
  );
}

function Periods({
  title,
  empty,
  ids,
  row,
  add,
  remove,
}: {
  title: string;
  empty: string;
  ids: string[];
  row: (index: number) => ReactNode;
  add: () => void;
  remove: (index: number) => void;
}) {
  const t = useTranslations("calendars");
  return (
    <section className="max-w-3xl space-y-3 border-line border-t pt-5">
      <h2 className="text-section">{title}</h2>
      {ids.length === 0 && <p className="text-ink-2">{empty}</p>}
      <ol className="space-y-3">
        {ids.map((id, index) => (
          <li key={id} className="flex flex-wrap items-start gap-x-4 gap-y-2 border-line border-b pb-3">
            {row(index)}
            <button
              type="button"
              onClick={() => remove(index)}
              aria-label={t("remove", { number: index + 1 })}
              title={t("remove", { number: index + 1 })}
              className="mt-6 grid size-8 place-items-center rounded-control text-ink-3 hover:bg-hover hover:text-ink"
            >
              <X size={14} aria-hidden="true" />
            </button>
          </li>
        ))}
      </ol>
      <Button small onClick={add}>
        <Plus size={14} strokeWidth={1.75} aria-hidden="true" /> {t("add")}
      </Button>
    </section>
  );
}

/** Days of the week, each to press. */
function Weekdays({ name }: { name: string }) {
  const locale = useLocale();
  const t = useTranslations("calendars");
  const { field } = useController({ name });
  const { className: _, ...control } = useControl();
  const chosen: number[] = field.value ?? [];
  // Any Sunday will do.
  const nameOf = (weekday: number, style: "short" | "long") =>
    new Intl.DateTimeFormat(locale, { weekday: style, timeZone: "UTC" }).format(
      Date.UTC(2023, 0, 1 + weekday),
    );
  const press = (weekday: number) =>
    field.onChange(
      chosen.includes(weekday) ? chosen.filter((one) => one !== weekday) : [...chosen, weekday].sort(),
    );
  return (
    <fieldset {...control} className="inline-flex h-8 overflow-hidden rounded-control border border-control">
      <legend className="sr-only">{t("weekdays")}</legend>
      {weekdays.map((weekday) => (
        <button
          key={weekday}
          type="button"
          aria-pressed={chosen.includes(weekday)}
          aria-label={nameOf(weekday, "long")}
          onClick={() => press(weekday)}
          className="min-w-10 border-line-2 px-1.5 text-small not-first:border-l hover:bg-hover aria-pressed:bg-ink aria-pressed:text-on-ink"
        >
          {nameOf(weekday, "short")}
        </button>
      ))}
    </fieldset>
  );
}

function TimeOfDay({ name }: { name: string }) {
  const { register } = useFormContext();
  const control = useControl();
  return (
    <input type="time" {...register(name)} {...control} className={`${control.className} h-8 max-w-32`} />
  );
}
