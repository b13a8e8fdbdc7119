"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { targetUpdateInput } from "../../../../server/target/input.ts";
import type { Target } from "../../../../server/target/output.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { Form } from "../../../_ui/form/field.tsx";
import { SaveButton } from "../../../_ui/form/save-button.tsx";
import { useApiForm } from "../../../_ui/form/use-api-form.ts";
import { toast } from "../../../_ui/toast.ts";
import { HostFields } from "../../_hosts/host-fields.tsx";
import { PlaceFields } from "./new-target-form.tsx";
import { RouteFields } from "./route-fields.tsx";

export function TargetForm({ target }: { target: Target }) {
  const t = useTranslations("targets");
  const router = useRouter();
  const client = useTRPCClient();
  const { id, name, cloudPool, region, ssh } = target;
  const { username, address, port, proxyId, loginMode } = ssh;
  const hostId = target.hostId === String(id) ? null : target.hostId;
  const { form, submit } = useApiForm({
    schema: targetUpdateInput,
    values: { id, name, username, address, port, proxyId, loginMode, hostId, cloudPool, region },
    send: async (input) => {
      await client.target.update.mutate(input);
      toast.success(t("saved", { name: input.name ?? name }));
      router.refresh();
      return input;
    },
  });
  return (
    <Form form={form} submit={submit}>
      <div className="space-y-5">
        <HostFields />
        <RouteFields />
        <PlaceFields />
        <SaveButton>{t("save")}</SaveButton>
      </div>
    </Form>
  );
}
