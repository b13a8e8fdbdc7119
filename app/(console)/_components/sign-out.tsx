"use client";

import { useTranslations } from "next-intl";
import { Button } from "../../_ui/button.tsx";
import { leave } from "../../_ui/leaving.ts";

/** Ends the session; what does so is loaded then, since most pages end without it. */
export function SignOut() {
  const t = useTranslations("shell");
  const end = async () => {
    const { signOut } = await import("next-auth/react");
    await signOut({ callbackUrl: "/sign-in" });
  };
  return (
    <Button small onClick={() => leave(() => void end())}>
      {t("signOut")}
    </Button>
  );
}
