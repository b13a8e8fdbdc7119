"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useController } from "react-hook-form";
import { useTRPC } from "../../../../_trpc/client.tsx";

/** Which of a tenant's calendars a task keeps to. */
export function CalendarsInput({ name, tenantId }: { name: string; tenantId: number }) {
  const t = useTranslations("calendars");
  const trpc = useTRPC();
  const { field } = useController({ name });
  const { data } = useQuery(trpc.calendar.list.queryOptions({ tenantId, pageSize: 100 }));
  const chosen: number[] = field.value ?? [];
  if (data?.items.length === 0)
    return (
      <p className="text-ink-2">
        {t("none")}{" "}
        <Link href="/settings/calendars/new" className="underline decoration-line-2 underline-offset-2">
          {t("make")}
        </Link>
      </p>
    );
  return (
    <fieldset className="flex flex-wrap gap-x-4 gap-y-1.5">
      <legend className="sr-only">{t("inTask")}</legend>
      {data?.items.map(({ id, name: calendar, timeZone }) => (
        <label key={id} className="flex min-h-8 items-center gap-2">
          <input
            type="checkbox"
            checked={chosen.includes(id)}
            onChange={({ target }) =>
              field.onChange(target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))
            }
            className="accent-ink"
          />
          {calendar} <span className="text-ink-3 text-small">{timeZone}</span>
        </label>
      ))}
    </fieldset>
  );
}
