"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { proxyUpdateInput } from "../../../../server/proxy/input.ts";
import type { ProxyDetail } from "../../../../server/proxy/output.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { Form } from "../../../_ui/form/field.tsx";
import { SaveButton } from "../../../_ui/form/save-button.tsx";
import { useApiForm } from "../../../_ui/form/use-api-form.ts";
import { toast } from "../../../_ui/toast.ts";
import { HostFields } from "../../_hosts/host-fields.tsx";

export function ProxyForm({ proxy: { id, name, ssh } }: { proxy: ProxyDetail }) {
  const t = useTranslations("proxies");
  const targets = useTranslations("targets");
  const router = useRouter();
  const client = useTRPCClient();
  const { form, submit } = useApiForm({
    schema: proxyUpdateInput,
    values: { id, name, username: ssh.username, address: ssh.address, port: ssh.port },
    send: async (input) => {
      await client.proxy.update.mutate(input);
      toast.success(targets("saved", { name: input.name ?? name }));
      router.refresh();
      return input;
    },
  });
  return (
    <Form form={form} submit={submit}>
      <div className="space-y-5">
        <HostFields />
        <SaveButton>{t("save")}</SaveButton>
      </div>
    </Form>
  );
}
