import { getTranslations } from "next-intl/server";
import { api } from "../../../_trpc/server.ts";
import { Moment } from "../../../_ui/moment.tsx";
import { Fact, PageHeader } from "../../../_ui/page-header.tsx";
import { IntervalForm } from "./_components/interval-form.tsx";

export async function generateMetadata() {
  return { title: (await getTranslations("settings"))("connectionChecks") };
}

export default async function ConnectionChecksPage() {
  const t = await getTranslations("connectionChecks");
  const settings = await getTranslations("settings");
  const client = await api();
  const { tenantName, chosenTenant } = await client.session.current();
  const { intervalMinutes, hosts, oldestCheckAt } = await client.connectionCheck.current({});
  return (
    <>
      <PageHeader
        title={settings("connectionChecks")}
        beside={<span className="text-ink-2">{chosenTenant?.name ?? tenantName}</span>}
        facts={
          <>
            <Fact name={t("hosts")}>{t("hostCount", { count: hosts })}</Fact>
            <Fact name={t("oldest")}>
              <Moment at={oldestCheckAt} />
            </Fact>
          </>
        }
      />
      <div className="grid gap-6 p-4 lg:grid-cols-[minmax(0,1fr)_344px] lg:p-6">
        <IntervalForm key={intervalMinutes} intervalMinutes={intervalMinutes} />
        <aside className="space-y-3 text-ink-2">
          <p>{t("what")}</p>
          <p>{t("which")}</p>
          <p>{t("news")}</p>
        </aside>
      </div>
    </>
  );
}
