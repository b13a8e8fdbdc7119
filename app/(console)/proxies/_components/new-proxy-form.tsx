"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { proxyCreateInput } from "../../../../server/proxy/input.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { Field, TextInput } from "../../../_ui/form/field.tsx";
import { Form } from "../../../_ui/form/form.tsx";
import { SaveButton } from "../../../_ui/form/save-button.tsx";
import { useApiForm } from "../../../_ui/form/use-api-form.ts";
import { PageHeader } from "../../../_ui/page-header.tsx";
import { toast } from "../../../_ui/toast.ts";
import { HostFields } from "../../_hosts/host-fields.tsx";

export function NewProxyForm() {
  const t = useTranslations("proxies");
  const targets = useTranslations("targets");
  const router = useRouter();
  const client = useTRPCClient();
  const { form, submit } = useApiForm({
    schema: proxyCreateInput,
    values: { name: "", username: "root", address: "", port: 22, oldAlgorithms: false },
    send: async (input) => {
      const { id } = await client.proxy.create.mutate(input);
      toast.success(targets("created", { name: input.name }));
      router.push(`/proxies/${id}`);
    },
  });
  return (
    <Form
      form={form}
      submit={submit}
      head={
        <PageHeader
          crumbs={[{ href: "/proxies", label: t("title") }]}
          title={t("new")}
          actions={<SaveButton>{t("create")}</SaveButton>}
        />
      }
    >
      <div className="space-y-5 p-4 lg:p-6">
        <HostFields />
        <Field name="hostKeyFingerprint" label={targets("fingerprint")} hint={targets("fingerprintHint")}>
          <TextInput name="hostKeyFingerprint" mono />
        </Field>
      </div>
    </Form>
  );
}
