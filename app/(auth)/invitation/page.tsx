import { getTranslations } from "next-intl/server";
import { ApiProvider } from "../../_trpc/client.tsx";
import { LanguageSwitch } from "../../_ui/language-switch.tsx";
import { Mark } from "../../_ui/mark.tsx";
import { ThemeSwitch } from "../../_ui/theme-switch.tsx";
import { AcceptInvitation } from "./accept-invitation.tsx";

export async function generateMetadata() {
  return { title: (await getTranslations("invitation"))("title") };
}

/** Where an invitation's link leads: whoever holds it sets their password. */
export default async function InvitationPage() {
  const t = await getTranslations("invitation");
  return (
    <main className="flex min-h-dvh flex-col p-6">
      <div className="flex flex-wrap justify-end gap-2">
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
      <div className="m-auto w-full max-w-94 py-8">
        <div className="mb-8 flex items-center gap-2.5 font-semibold text-base">
          <Mark /> Hostrun
        </div>
        <h1 className="mb-2 font-semibold text-big">{t("title")}</h1>
        <p className="mb-5 text-ink-2">{t("text")}</p>
        <ApiProvider>
          <AcceptInvitation />
        </ApiProvider>
      </div>
    </main>
  );
}
