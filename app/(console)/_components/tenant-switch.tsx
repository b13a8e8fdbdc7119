"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Building2, Check, ChevronsUpDown } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Popover } from "radix-ui";
import { useState } from "react";
import { tenantCookie } from "../../../server/domain/chosen-tenant.ts";
import type { Current } from "../../../server/session/output.ts";
import { useTRPC } from "../../_trpc/client.tsx";
import { Command, CommandItem } from "../../_ui/command.tsx";

const oneYearSeconds = 365 * 24 * 3600;
const everyone = "all";

/** Which tenant a system admin works in: what is chosen narrows every list, and takes what is made. */
export function TenantSwitch({ caller }: { caller: Current }) {
  const t = useTranslations("tenantSwitch");
  const [open, setOpen] = useState(false);
  const { chosenTenant, role, tenantName } = caller;
  if (role !== "system_admin")
    return <span className="truncate text-ink-3 text-small rail-nav:hidden">{tenantName}</span>;
  const name = chosenTenant?.name ?? t("all");
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        aria-label={t("choose", { name })}
        title={t("choose", { name })}
        className="flex h-7 min-w-0 items-center gap-1 rounded-control px-1.5 text-ink-2 text-small hover:bg-hover aria-expanded:bg-hover"
      >
        <Building2
          size={14}
          strokeWidth={1.75}
          aria-hidden="true"
          className="hidden shrink-0 rail-nav:block"
        />
        <span className="truncate rail-nav:hidden">{name}</span>
        <ChevronsUpDown size={12} aria-hidden="true" className="shrink-0 rail-nav:hidden" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          collisionPadding={8}
          className="z-50 w-72 rounded-panel border border-line bg-raise shadow-float"
        >
          <Tenants caller={caller} close={() => setOpen(false)} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Tenants({ caller: { chosenTenant, tenantName }, close }: { caller: Current; close: () => void }) {
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
