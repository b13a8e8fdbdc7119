"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useController, useWatch } from "react-hook-form";
import { useTRPC } from "../../../_trpc/client.tsx";
import { useControl } from "../../../_ui/form/field.tsx";

/** The latest version of the chosen script, whichever that is when it runs, or one that is pinned. */
export function VersionSelect({ name }: { name: string }) {
  const t = useTranslations("tasks");
  const trpc = useTRPC();
  const scriptId: number | undefined = useWatch({ name: "scriptId" });
  const { field } = useController({ name });
  const control = useControl();
  const { data } = useQuery(
    trpc.script.versions.queryOptions(
      { id: scriptId ?? 0, pageSize: 100 },
      { enabled: scriptId !== undefined },
    ),
  );
  const [newest] = data?.items ?? [];
  return (
    <select
      {...control}
      ref={field.ref}
      value={field.value ?? ""}
      onBlur={field.onBlur}
      onChange={({ target }) => field.onChange(target.value === "" ? null : Number(target.value))}
      className={`${control.className} h-8`}
    >
      <option value="">
        {newest === undefined ? t("latestOnly") : t("latest", { version: newest.number })}
      </option>
      {data?.items.map(({ number, note }) => (
        <option key={number} value={number}>
          {`${t("pinned", { version: number })} ${note}`.slice(0, 60)}
        </option>
      ))}
    </select>
  );
}
