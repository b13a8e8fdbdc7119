"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useWatch } from "react-hook-form";
import { useTRPC } from "../../../_trpc/client.tsx";
import { NumberSelect } from "../../../_ui/form/field.tsx";

/** The latest version of the chosen script, whichever that is when it runs, or one that is pinned. */
export function VersionSelect({ name }: { name: string }) {
  const t = useTranslations("tasks");
  const trpc = useTRPC();
  const scriptId: number | undefined = useWatch({ name: "scriptId" });
  const { data } = useQuery(
    trpc.script.versions.queryOptions(
      { id: scriptId ?? 0, pageSize: 100 },
      { enabled: scriptId !== undefined },
    ),
  );
  const [newest] = data?.items ?? [];
  const options = (data?.items ?? []).map(({ number, note }) => ({
    value: number,
    label: `${t("pinned", { version: number })} ${note}`.slice(0, 60),
  }));
  const latest = newest === undefined ? t("latestOnly") : t("latest", { version: newest.number });
  return <NumberSelect name={name} none={latest} noneAs={null} options={options} />;
}
