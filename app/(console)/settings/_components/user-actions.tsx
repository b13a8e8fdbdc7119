"use client";

import { useTranslations } from "next-intl";
import type { User } from "../../../../server/user/output.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { DeleteButton } from "../../../_ui/delete-button.tsx";
import { SwitchOff } from "./switch-off.tsx";

/** Keeps a user out, lets them in again, or takes the account away. */
export function UserActions({ user: { id, name, disabled } }: { user: User }) {
  const t = useTranslations("users");
  const client = useTRPCClient();
  return (
    <>
      <SwitchOff
        words="users"
        name={name}
        disabled={disabled}
        set={(off) => client.user.update.mutate({ id, disabled: off })}
      />
      <DeleteButton
        name={name}
        verb={t("delete")}
        stays={t("deleteText")}
        list="/settings/users"
        act={() => client.user.delete.mutate({ id })}
      />
    </>
  );
}
