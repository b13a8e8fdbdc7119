"use client";

import { useTranslations } from "next-intl";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { DeleteButton } from "../../../_ui/delete-button.tsx";

export function DeleteScript({ id, name }: { id: number; name: string }) {
  const t = useTranslations("scripts");
  const client = useTRPCClient();
  return (
    <DeleteButton
      name={name}
      verb={t("delete")}
      stays={t("deleteText")}
      list="/scripts"
      act={() => client.script.delete.mutate({ id })}
    />
  );
}
