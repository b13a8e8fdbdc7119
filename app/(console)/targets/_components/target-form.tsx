"use client";

import { useTranslations } from "next-intl";
import { targetUpdateInput } from "../../../../server/target/input.ts";
import type { Target } from "../../../../server/target/output.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { Form } from "../../../_ui/form/form.tsx";
import { SaveButton } from "../../../_ui/form/save-button.tsx";
import { useUpdateForm } from "../../../_ui/form/use-update-form.ts";
import { HostFields } from "../../_hosts/host-fields.tsx";
import { LabelsField } from "./labels-field.tsx";
import { PlaceFields } from "./new-target-form.tsx";
import { RouteFields } from "./route-fields.tsx";

export function TargetForm({ target }: { target: Target }) {
  const t = useTranslations("targets");
  const client = useTRPCClient();
  const { id, tenantId, name, cloudPool, region, labels, ssh, oldAlgorithms } = target;
  const { username, address, port, proxyId, loginMode } = ssh;
  const hostId = target.hostId === String(id) ? null : target.hostId;
  const { form, submit } = useUpdateForm({
    schema: targetUpdateInput,
    values: {
      id,
      name,
      username,
      address,
      port,
      oldAlgorithms,
      proxyId,
      loginMode,
      hostId,
      cloudPool,
      region,
      labels,
    },
    update: (input) => client.target.update.mutate(input),
    saved: (input) => t("saved", { name: input.name ?? name }),
  });
  return (
    <Form form={form} submit={submit}>
      <div className="space-y-5">
        <HostFields />
        <RouteFields />
        <PlaceFields />
        <LabelsField tenantId={tenantId} />
        <SaveButton>{t("save")}</SaveButton>
      </div>
    </Form>
  );
}
