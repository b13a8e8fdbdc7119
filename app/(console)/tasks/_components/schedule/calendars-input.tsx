"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useTRPC } from "../../../../_trpc/client.tsx";
import { ChooseSome } from "../../../../_ui/form/choose-some.tsx";

/** Which of a tenant's calendars a task keeps to. */
export function CalendarsInput({ name, tenantId }: { name: string; tenantId: number }) {
  const t = useTranslations("calendars");
  const trpc = useTRPC();
  const { data } = useQuery(trpc.calendar.list.queryOptions({ tenantId, pageSize: 100 }));
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
    <ChooseSome
      name={name}
      label={t("inTask")}
      things={(data?.items ?? []).map(({ timeZone, ...calendar }) => ({ ...calendar, beside: timeZone }))}
    />
  );
}
