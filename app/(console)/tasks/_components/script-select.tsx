"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useController } from "react-hook-form";
import { useTRPC } from "../../../_trpc/client.tsx";
import { useControl } from "../../../_ui/form/field.tsx";

/** Chooses one of a tenant's first hundred scripts by name. */
export function ScriptSelect({ name, tenantId }: { name: string; tenantId: number }) {
  const t = useTranslations("tasks");
  const trpc = useTRPC();
  const { data } = useQuery(trpc.script.list.queryOptions({ tenantId, pageSize: 100, sort: "name" }));
  const { field } = useController({ name });
  const control = useControl();
  return (
    <select
      {...control}
      ref={field.ref}
      value={field.value ?? ""}
      onBlur={field.onBlur}
      onChange={({ target }) => field.onChange(target.value === "" ? undefined : Number(target.value))}
      className={`${control.className} h-8 max-w-sm`}
    >
      <option value="">{t("chooseScript")}</option>
      {data?.items.map((script) => (
        <option key={script.id} value={script.id}>
          {`${script.name} v${script.currentVersion}`}
        </option>
      ))}
    </select>
  );
}
