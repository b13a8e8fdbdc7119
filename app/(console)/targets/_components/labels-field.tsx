"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "../../../_trpc/client.tsx";
import { Field } from "../../../_ui/form/field.tsx";
import { LabelsInput } from "../../../_ui/form/labels-input.tsx";

/** A host's labels, with those that other hosts of the tenant have at hand. */
export function LabelsField({ tenantId }: { tenantId?: number }) {
  const t = useTranslations("targets");
  const trpc = useTRPC();
  const { data } = useQuery(trpc.target.facets.queryOptions({ tenantId }));
  return (
    <Field name="labels" label={t("labels")} hint={t("labelsHint")}>
      <LabelsInput name="labels" label={t("labels")} known={data?.labels ?? []} />
    </Field>
  );
}
