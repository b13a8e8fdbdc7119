"use client";

import { useTranslations } from "next-intl";
import type { HostKind } from "../../../server/domain/host-kind.ts";
import { useTRPCClient } from "../../_trpc/client.tsx";
import { DeleteButton } from "../../_ui/delete-button.tsx";

export function DeleteHost({ kind, id, name }: { kind: HostKind; id: number; name: string }) {
  const t = useTranslations(kind === "target" ? "targets" : "proxies");
  const client = useTRPCClient();
  return (
    <DeleteButton
      name={name}
      verb={t("delete")}
      stays={t("deleteText")}
      list={kind === "target" ? "/targets" : "/proxies"}
      act={() => client[kind].delete.mutate({ id })}
    />
  );
}
