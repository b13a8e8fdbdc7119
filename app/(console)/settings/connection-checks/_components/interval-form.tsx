"use client";

import { useTranslations } from "next-intl";
import { connectionCheckSetInput } from "../../../../../server/connection-check/input.ts";
import { useTRPCClient } from "../../../../_trpc/client.tsx";
import { Field, NumberSelect } from "../../../../_ui/form/field.tsx";
import { Form } from "../../../../_ui/form/form.tsx";
import { SaveButton } from "../../../../_ui/form/save-button.tsx";
import { useUpdateForm } from "../../../../_ui/form/use-update-form.ts";

const offered = [1, 5, 10, 15, 30, 60, 180, 360, 720, 1_440];

/** How often every host is looked at, in words; one that was set by the API otherwise stands among them. */
export function IntervalForm({ intervalMinutes }: { intervalMinutes: number | null }) {
  const t = useTranslations("connectionChecks");
  const client = useTRPCClient();
  const every = (minutes: number) =>
    minutes % 60 === 0 ? t("everyHours", { hours: minutes / 60 }) : t("everyMinutes", { minutes });
  const { form, submit } = useUpdateForm({
    schema: connectionCheckSetInput.pick({ intervalMinutes: true }),
    values: { intervalMinutes },
    update: (input) => client.connectionCheck.set.mutate(input),
    saved: (input) =>
      input.intervalMinutes === null ? t("savedOff") : t("saved", { every: every(input.intervalMinutes) }),
  });
  const choices = [...new Set([...offered, intervalMinutes ?? offered[0] ?? 1])].sort((a, b) => a - b);
  return (
    <Form form={form} submit={submit}>
      <div className="space-y-5">
        <Field name="intervalMinutes" label={t("interval")} hint={t("intervalHint")}>
          <NumberSelect
            name="intervalMinutes"
            none={t("off")}
            noneAs={null}
            options={choices.map((minutes) => ({ value: minutes, label: every(minutes) }))}
          />
        </Field>
        <SaveButton>{t("save")}</SaveButton>
      </div>
    </Form>
  );
}
