"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useFormContext, useWatch } from "react-hook-form";
import { proxyCreateInput } from "../../../../server/proxy/input.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { Field, TextInput } from "../../../_ui/form/field.tsx";
import { NewForm } from "../../../_ui/form/new-form.tsx";
import { useApiForm } from "../../../_ui/form/use-api-form.ts";
import { toast } from "../../../_ui/toast.ts";
import { emptyHost, HostFields } from "../../_hosts/host-fields.tsx";
import { LoginModeField } from "../../_hosts/login-mode-field.tsx";

export function NewProxyForm({ name }: { name: string }) {
  const t = useTranslations("proxies");
  const targets = useTranslations("targets");
  const router = useRouter();
  const client = useTRPCClient();
  const { form, submit } = useApiForm({
    schema: proxyCreateInput,
    values: { ...emptyHost, name, target: undefined },
    send: async (input) => {
      const { id } = await client.proxy.create.mutate(input);
      toast.success(targets("created", { name: input.name }));
      router.push(`/proxies/${id}`);
    },
  });
  return (
    <NewForm
      form={form}
      submit={submit}
      list={{ href: "/proxies", label: t("title") }}
      title={t("new")}
      create={t("create")}
    >
      <HostFields />
      <Field name="hostKeyFingerprint" label={targets("fingerprint")} hint={targets("fingerprintHint")}>
        <TextInput name="hostKeyFingerprint" mono />
      </Field>
      <FirstTarget />
    </NewForm>
  );
}

const emptyTarget = { ...emptyHost, labels: {}, loginMode: "platform_key" };

/** The first target that is reached through the new proxy, saved together with it. */
function FirstTarget() {
  const t = useTranslations("proxies");
  const { setValue, unregister } = useFormContext();
  const given = useWatch({ name: "target" }) !== undefined;
  const choose = (on: boolean) => {
    if (on) setValue("target", emptyTarget, { shouldDirty: true });
    else unregister("target");
  };
  return (
    <fieldset className="space-y-5 border-line border-t pt-5">
      <legend className="sr-only">{t("firstTarget")}</legend>
      <label className="flex items-center gap-2 font-medium">
        <input
          type="checkbox"
          checked={given}
          onChange={({ target }) => choose(target.checked)}
          className="size-4 accent-ink"
        />
        {t("firstTarget")}
      </label>
      <p className="max-w-xl text-ink-2">{t("firstTargetHint")}</p>
      {given && (
        <>
          <HostFields within="target." />
          <LoginModeField name="target.loginMode" />
        </>
      )}
    </fieldset>
  );
}
