"use client";

import { useTranslations } from "next-intl";
import { proxyUpdateInput } from "../../../../server/proxy/input.ts";
import type { ProxyDetail } from "../../../../server/proxy/output.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { Form } from "../../../_ui/form/form.tsx";
import { SaveButton } from "../../../_ui/form/save-button.tsx";
import { useUpdateForm } from "../../../_ui/form/use-update-form.ts";
import { HostFields } from "../../_hosts/host-fields.tsx";

export function ProxyForm({ proxy: { id, name, ssh, oldAlgorithms } }: { proxy: ProxyDetail }) {
  const t = useTranslations("proxies");
  const targets = useTranslations("targets");
  const client = useTRPCClient();
  const { form, submit } = useUpdateForm({
    schema: proxyUpdateInput,
    values: { id, name, username: ssh.username, address: ssh.address, port: ssh.port, oldAlgorithms },
    update: (input) => client.proxy.update.mutate(input),
    saved: (input) => targets("saved", { name: input.name ?? name }),
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
