import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { productVersion } from "../../../server/version.ts";
import { callContext } from "../../_auth/caller.ts";
import { LanguageSwitch } from "../../_ui/language-switch.tsx";
import { Mark } from "../../_ui/mark.tsx";
import { ThemeSwitch } from "../../_ui/theme-switch.tsx";
import { SignInForm } from "./form.tsx";
import { StagedRun } from "./staged-run.tsx";

export async function generateMetadata() {
  const t = await getTranslations("signIn");
  return { title: t("title") };
}

export default async function SignInPage() {
  if ((await callContext()).actor !== null) redirect("/");
  const t = await getTranslations("signIn");
  return (
    <div className="grid min-h-dvh lg:grid-cols-[600px_1fr]">
      <aside className="hidden flex-col justify-between border-line border-r bg-ground p-12 pt-8 lg:flex">
        <div className="flex items-center gap-2.5 font-semibold text-base">
          <Mark /> Hostrun
        </div>
        <StagedRun />
        <div>
          <p className="max-w-md text-balance font-semibold text-big">{t("promise")}</p>
          <p className="mt-3 text-ink-3 text-small">{productVersion}</p>
        </div>
      </aside>
      <main className="flex flex-col p-6">
        <div className="flex flex-wrap justify-end gap-2 *:order-2">
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
        <div className="m-auto w-full max-w-94 py-8">
          <div className="mb-8 flex items-center gap-2.5 font-semibold text-base lg:hidden">
            <Mark /> Hostrun
          </div>
          <h1 className="mb-4 font-semibold text-big">{t("title")}</h1>
          <SignInForm />
        </div>
        <p className="text-center text-ink-3 text-small">{t("noAccount")}</p>
      </main>
    </div>
  );
}
