"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { defaultMinimumIntervalSeconds } from "../../../../server/domain/schedule/minimum-interval.ts";
import { tenantCreateInput, tenantUpdateInput } from "../../../../server/tenant/input.ts";
import type { Tenant } from "../../../../server/tenant/output.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { Field, NumberInput, TextInput } from "../../../_ui/form/field.tsx";
import { Form } from "../../../_ui/form/form.tsx";
import { NewForm } from "../../../_ui/form/new-form.tsx";
import { SaveButton } from "../../../_ui/form/save-button.tsx";
import { TimeZoneSelect } from "../../../_ui/form/time-zone-select.tsx";
import { useApiForm } from "../../../_ui/form/use-api-form.ts";
import { useUpdateForm } from "../../../_ui/form/use-update-form.ts";
import { toast } from "../../../_ui/toast.ts";

export function NewTenantForm() {
  const t = useTranslations("tenants");
  const settings = useTranslations("settings");
  const router = useRouter();
  const client = useTRPCClient();
  const { form, submit } = useApiForm({
    schema: tenantCreateInput,
    values: {
      name: "",
      timeZone: "Asia/Shanghai",
      minimumIntervalSeconds: defaultMinimumIntervalSeconds,
    },
    send: async (input) => {
      const { id } = await client.tenant.create.mutate(input);
      toast.success(t("created", { name: input.name }));
      router.push(`/settings/tenants/${id}`);
    },
  });
  return (
    <NewForm
      form={form}
      submit={submit}
      list={{ href: "/settings/tenants", label: settings("tenants") }}
      title={t("new")}
      create={t("create")}
    >
      <TenantFields />
    </NewForm>
  );
}

export function TenantForm({ tenant }: { tenant: Tenant }) {
  const { id, name, timeZone, minimumIntervalSeconds } = tenant;
  const t = useTranslations("tenants");
  const client = useTRPCClient();
  const { form, submit } = useUpdateForm({
    schema: tenantUpdateInput.omit({ disabled: true }),
    values: { id, name, timeZone, minimumIntervalSeconds },
    update: (input) => client.tenant.update.mutate(input),
    saved: (input) => t("saved", { name: input.name ?? name }),
  });
  return (
    <Form form={form} submit={submit}>
      <div className="space-y-5">
        <TenantFields />
        <SaveButton>{t("save")}</SaveButton>
      </div>
    </Form>
  );
}

function TenantFields() {
  const t = useTranslations("tenants");
  const common = useTranslations("common");
  return (
    <>
      <Field name="name" label={common("name")}>
        <TextInput name="name" />
      </Field>
      <Field name="timeZone" label={t("timeZone")} hint={t("timeZoneHint")}>
        <TimeZoneSelect name="timeZone" />
      </Field>
      <Field name="minimumIntervalSeconds" label={t("minimumInterval")} hint={t("minimumIntervalHint")}>
        <NumberInput name="minimumIntervalSeconds" unit={t("seconds")} />
      </Field>
    </>
  );
}
