import { getTranslations } from "next-intl/server";
import { api } from "../../../_trpc/server.ts";
import { PageHeader } from "../../../_ui/page-header.tsx";
import { SystemHealth } from "../_components/system-health.tsx";

export async function generateMetadata() {
  return { title: (await getTranslations("settings"))("system") };
}

export default async function SystemPage() {
  const settings = await getTranslations("settings");
  const t = await getTranslations("system");
  const info = await (await api()).system.info();
  return (
    <>
      <PageHeader
        title={settings("system")}
        beside={<span className="text-ink-2">{`${t("version")} ${info.version}`}</span>}
      />
      <SystemHealth first={info} />
    </>
  );
}
