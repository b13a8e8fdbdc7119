"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { calendarCreateInput, calendarUpdateInput } from "../../../../server/calendar/input.ts";
import type { Calendar } from "../../../../server/calendar/output.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { DeleteButton } from "../../../_ui/delete-button.tsx";
import { Field, TextInput } from "../../../_ui/form/field.tsx";
import { Form } from "../../../_ui/form/form.tsx";
import { NewForm } from "../../../_ui/form/new-form.tsx";
import { SaveButton } from "../../../_ui/form/save-button.tsx";
import { TimeZoneSelect } from "../../../_ui/form/time-zone-select.tsx";
import { useApiForm } from "../../../_ui/form/use-api-form.ts";
import { useUpdateForm } from "../../../_ui/form/use-update-form.ts";
import { toast } from "../../../_ui/toast.ts";
import { DatedPeriods, WeeklyPeriods } from "./calendar-periods.tsx";

/** @param props.tenantId whose the new calendar will be, and the zone of its clocks */
export function NewCalendarForm({ tenantId, timeZone }: { tenantId: number; timeZone: string }) {
  const t = useTranslations("calendars");
  const settings = useTranslations("settings");
  const router = useRouter();
  const client = useTRPCClient();
  const { form, submit } = useApiForm({
    schema: calendarCreateInput,
    values: { tenantId, name: "", timeZone, weekly: [], dated: [] },
    send: async (input) => {
      const { id } = await client.calendar.create.mutate(input);
      toast.success(t("created", { name: input.name }));
      router.push(`/settings/calendars/${id}`);
    },
  });
  return (
    <NewForm
      form={form}
      submit={submit}
      list={{ href: "/settings/calendars", label: settings("calendars") }}
      title={t("new")}
      create={t("create")}
    >
      <CalendarFields />
    </NewForm>
  );
}

export function CalendarForm({ calendar }: { calendar: Calendar }) {
  const t = useTranslations("calendars");
  const client = useTRPCClient();
  const { id, name, timeZone, weekly, dated } = calendar;
  const { form, submit } = useUpdateForm({
    schema: calendarUpdateInput,
    values: { id, name, timeZone, weekly, dated },
    update: (input) => client.calendar.update.mutate(input),
    saved: (input) => t("saved", { name: input.name ?? name }),
  });
  return (
    <Form form={form} submit={submit}>
      <div className="space-y-5">
        <CalendarFields />
        <SaveButton>{t("save")}</SaveButton>
      </div>
    </Form>
  );
}

function CalendarFields() {
  const t = useTranslations("calendars");
  const common = useTranslations("common");
  return (
    <>
      <p className="max-w-2xl text-ink-2">{t("what")}</p>
      <Field name="name" label={common("name")}>
        <TextInput name="name" />
      </Field>
      <Field name="timeZone" label={t("timeZone")}>
        <TimeZoneSelect name="timeZone" />
      </Field>
      <WeeklyPeriods />
      <DatedPeriods />
    </>
  );
}

export function DeleteCalendar({ calendar: { id, name, taskCount } }: { calendar: Calendar }) {
  const t = useTranslations("calendars");
  const client = useTRPCClient();
  return (
    <DeleteButton
      name={name}
      verb={t("delete")}
      stays={t("deleteText", { count: taskCount })}
      list="/settings/calendars"
      act={() => client.calendar.delete.mutate({ id })}
    />
  );
}
