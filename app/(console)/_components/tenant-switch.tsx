"use client";

import { Building2, ChevronsUpDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { lazy } from "react";
import type { Current } from "../../../server/session/output.ts";
import { PopoverButton } from "../../_ui/popover-button.tsx";

const Tenants = lazy(() => import("./tenants.tsx"));

/** Which tenant a system admin works in: what is chosen narrows every list, and takes what is made. */
export function TenantSwitch({ caller }: { caller: Current }) {
  const t = useTranslations("tenantSwitch");
  const { chosenTenant, role, tenantName } = caller;
  if (role !== "system_admin")
    return <span className="truncate text-ink-3 text-small rail-nav:hidden">{tenantName}</span>;
  const name = chosenTenant?.name ?? t("all");
  return (
    <PopoverButton
      panel={(close) => <Tenants caller={caller} close={close} />}
      panelClass="w-72"
      aria-label={t("choose", { name })}
      title={t("choose", { name })}
      className="flex h-7 min-w-0 items-center gap-1 rounded-control px-1.5 text-ink-2 text-small hover:bg-hover aria-expanded:bg-hover"
    >
      <Building2 size={14} strokeWidth={1.75} aria-hidden="true" className="hidden shrink-0 rail-nav:block" />
      <span className="truncate rail-nav:hidden">{name}</span>
      <ChevronsUpDown size={12} aria-hidden="true" className="shrink-0 rail-nav:hidden" />
    </PopoverButton>
  );
}
