"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { tenantCookie } from "../../../server/domain/chosen-tenant.ts";
import type { Current } from "../../../server/session/output.ts";
import { useTRPC } from "../../_trpc/client.tsx";
import { Command, CommandItem } from "../../_ui/command.tsx";

const oneYearSeconds = 365 * 24 * 3600;
const everyone = "all";

/** All tenants to choose from, by name. */
export default function Tenants({
  caller: { chosenTenant, tenantName },
  close,
}: {
  caller: Current;
  close: () => void;
}) {
  const t = useTranslations("tenantSwitch");
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const [search, setSearch] = useState("");
  const { data } = useQuery(trpc.tenant.list.queryOptions({ search, pageSize: 50 }));
  const choose = (value: string) => {
    const kept = value === everyone ? "; max-age=0" : `; max-age=${oneYearSeconds}`;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
    document.cookie = `${tenantCookie}=${value}; path=/; samesite=lax${kept}`;
    close();
    void queries.invalidateQueries();
    router.refresh();
  };
  const sign = (value: string) => (
    <Check
      size={14}
      aria-hidden="true"
      className={(chosenTenant === null ? everyone : String(chosenTenant.id)) === value ? "" : "invisible"}
    />
  );
  return (
    <Command shouldFilter={false} label={t("find")}>
      <Command.Input
        value={search}
        onValueChange={setSearch}
        placeholder={t("find")}
        className="h-10 w-full border-line border-b bg-transparent px-3 placeholder:text-ink-3"
      />
      <Command.List className="max-h-72 overflow-y-auto p-1">
        {search === "" && (
          <CommandItem value={everyone} onSelect={choose}>
            {sign(everyone)} {t("all")}
          </CommandItem>
        )}
        {data?.items.map(({ id, name, disabled }) => (
          <CommandItem key={id} value={String(id)} onSelect={choose}>
            {sign(String(id))} <span className="truncate">{name}</span>
            {disabled && <span className="ml-auto text-ink-3 text-small">{t("disabled")}</span>}
          </CommandItem>
        ))}
        {data?.items.length === 0 && <p className="p-3 text-ink-2">{t("none")}</p>}
      </Command.List>
      <p className="border-line border-t px-3 py-2 text-ink-2 text-small">
        {chosenTenant === null ? t("home", { name: tenantName }) : t("narrowed", { name: chosenTenant.name })}
      </p>
    </Command>
  );
}
