"use client";

import { signOut } from "next-auth/react";
import { useTranslations } from "next-intl";
import { Button } from "../../_ui/button.tsx";
import { leave } from "../../_ui/leaving.ts";

export function SignOut() {
  const t = useTranslations("shell");
  return (
    <Button small onClick={() => leave(() => void signOut({ callbackUrl: "/sign-in" }))}>
      {t("signOut")}
    </Button>
  );
}
