"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "../../../_trpc/client.tsx";
import { NumberSelect } from "../../../_ui/form/field.tsx";

/** Chooses one of a tenant's first hundred scripts by name. */
export function ScriptSelect({ name, tenantId }: { name: string; tenantId: number }) {
  const t = useTranslations("tasks");
  const trpc = useTRPC();
  const { data } = useQuery(trpc.script.list.queryOptions({ tenantId, pageSize: 100, sort: "name" }));
  const options = (data?.items ?? []).map((script) => ({
    value: script.id,
    label: `${script.name} v${script.currentVersion}`,
  }));
  return <NumberSelect name={name} none={t("chooseScript")} noneAs={undefined} options={options} />;
}
