import { getLocale, getTranslations } from "next-intl/server";
import type { Locale } from "../../../../../server/domain/locale.ts";
import { api } from "../../../../_trpc/server.ts";
import { NewChannelForm } from "../../_components/notice/channel-form.tsx";

export async function generateMetadata() {
  return { title: (await getTranslations("noticeChannels"))("new") };
}

export default async function NewNoticeChannelPage() {
  const { chosenTenant, tenantId } = await (await api()).session.current();
  const locale = (await getLocale()) as Locale;
  return <NewChannelForm tenantId={chosenTenant?.id ?? tenantId} locale={locale} />;
}
