import { getTranslations } from "next-intl/server";
import { api, orNotFound } from "../../../../_trpc/server.ts";
import { idOf, type PageProps } from "../../../../_ui/list-params.ts";
import { PageHeader } from "../../../../_ui/page-header.tsx";
import { ChannelDeliveries } from "../../_components/notice/channel-deliveries.tsx";
import { ChannelForm, DeleteChannel } from "../../_components/notice/channel-form.tsx";
import { SendTest } from "../../_components/notice/send-test.tsx";

export default async function NoticeChannelPage({ params, searchParams }: PageProps<{ id: string }>) {
  const t = await getTranslations("noticeChannels");
  const settings = await getTranslations("settings");
  const kinds = await getTranslations("notices.channelKinds");
  const id = idOf((await params).id) ?? 0;
  const channel = await orNotFound((await api()).noticeChannel.get({ id }));
  return (
    <>
      <PageHeader
        crumbs={[{ href: "/settings/notice-channels", label: settings("noticeChannels") }]}
        here={`#${id}`}
        title={channel.name}
        beside={
          <span className="text-ink-2">
            {kinds(channel.kind)} · {t("taskCount", { count: channel.taskCount })}
          </span>
        }
        actions={
          <>
            <DeleteChannel channel={channel} />
            <SendTest id={id} small={false} />
          </>
        }
      />
      <div className="space-y-6 p-4 lg:p-6">
        <ChannelDeliveries
          channelId={id}
          noticeId={idOf(String((await searchParams).notice)) ?? null}
          hrefOf={(noticeId) => `?notice=${noticeId}`}
        />
        <ChannelForm key={channel.updatedAt} channel={channel} />
      </div>
    </>
  );
}
