import { getTranslations } from "next-intl/server";
import { requireCaller } from "../_auth/caller.ts";
import { LanguageSwitch } from "../_ui/language-switch.tsx";
import { Mark } from "../_ui/mark.tsx";
import { ThemeSwitch } from "../_ui/theme-switch.tsx";
import { SignOut } from "./_components/sign-out.tsx";

export default async function OverviewPage() {
  const caller = await requireCaller();
  const t = await getTranslations("shell");
  return (
    <main className="space-y-4 p-6">
      <h1 className="flex items-center gap-2.5 text-title">
        <Mark /> Hostrun
      </h1>
      <p>{t("signedInAs", { name: caller.name })}</p>
      <div className="flex gap-2">
        <LanguageSwitch />
        <ThemeSwitch />
        <SignOut />
      </div>
    </main>
  );
}
