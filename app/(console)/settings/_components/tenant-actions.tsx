"use client";

import type { Tenant } from "../../../../server/tenant/output.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { SwitchOff } from "./switch-off.tsx";

export function TenantActions({ tenant: { id, name, disabled } }: { tenant: Tenant }) {
  const client = useTRPCClient();
  return (
    <SwitchOff
      words="tenants"
      name={name}
      disabled={disabled}
      set={(off) => client.tenant.update.mutate({ id, disabled: off })}
    />
  );
}
