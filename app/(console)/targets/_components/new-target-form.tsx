"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { targetCreateInput } from "../../../../server/target/input.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { Field, TextInput } from "../../../_ui/form/field.tsx";
import { NewForm } from "../../../_ui/form/new-form.tsx";
import { useApiForm } from "../../../_ui/form/use-api-form.ts";
import { toast } from "../../../_ui/toast.ts";
import { emptyHost, HostFields } from "../../_hosts/host-fields.tsx";
import { LabelsField } from "./labels-field.tsx";
import { RouteFields } from "./route-fields.tsx";

export function NewTargetForm() {
  const t = useTranslations("targets");
  const router = useRouter();
  const client = useTRPCClient();
  const { form, submit } = useApiForm({
    schema: targetCreateInput,
    values: { ...emptyHost, labels: {}, loginMode: "platform_key" as const },
    send: async (input) => {
      const { id } = await client.target.create.mutate(input);
      toast.success(t("created", { name: input.name }));
      router.push(`/targets/${id}`);
    },
  });
  return (
    <NewForm
      form={form}
      submit={submit}
      list={{ href: "/targets", label: t("title") }}
      title={t("new")}
      create={t("create")}
    >
      <HostFields />
      <RouteFields />
      <PlaceFields />
      <LabelsField />
      <Field name="hostKeyFingerprint" label={t("fingerprint")} hint={t("fingerprintHint")}>
        <TextInput name="hostKeyFingerprint" mono />
      </Field>
    </NewForm>
  );
}

export function PlaceFields() {
  const t = useTranslations("targets");
  return (
    <>
      <Field name="hostId" label={t("hostId")} hint={t("hostIdHint")}>
        <TextInput name="hostId" mono />
      </Field>
      <div className="grid max-w-xl gap-4 sm:grid-cols-2">
        <Field name="cloudPool" label={t("cloudPool")}>
          <TextInput name="cloudPool" />
        </Field>
        <Field name="region" label={t("region")}>
          <TextInput name="region" />
        </Field>
      </div>
    </>
  );
}
