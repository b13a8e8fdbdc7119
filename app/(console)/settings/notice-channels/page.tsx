import { BellRing } from "lucide-react";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { createLoader, parseAsInteger, parseAsString } from "nuqs/server";
import type { ReactNode } from "react";
import type { MessageCentreState, NoticeChannel } from "../../../../server/notice-channel/output.ts";
import { api } from "../../../_trpc/server.ts";
import { FilterBar } from "../../../_ui/filter-bar.tsx";
import { RowLink } from "../../../_ui/list-link.tsx";
import { ListPage } from "../../../_ui/list-page.tsx";
import { loadListParams, type PageProps } from "../../../_ui/list-params.ts";
import { Moment } from "../../../_ui/moment.tsx";
import { PhoneItem } from "../../../_ui/phone-item.tsx";
import { openHref, RowToggle, toggleHref } from "../../../_ui/row-toggle.tsx";
import { Table } from "../../../_ui/table.tsx";
import { Tag } from "../../../_ui/tag.tsx";
import { CentreReceivers } from "../_components/notice/centre-receivers.tsx";
import { ChannelDeliveries } from "../_components/notice/channel-deliveries.tsx";
import { DeliverySign, DeliveryState } from "../_components/notice/delivery-state.tsx";
import { SendTest } from "../_components/notice/send-test.tsx";

const loadOpen = createLoader({
  /** A channel's id, or `centre`. */
  open: parseAsString,
  /** Whose delivery is open in it. */
  notice: parseAsInteger,
});

export async function generateMetadata() {
  return { title: (await getTranslations("settings"))("noticeChannels") };
}

export default async function NoticeChannelsPage({ searchParams }: PageProps) {
  const t = await getTranslations("noticeChannels");
  const settings = await getTranslations("settings");
  const common = await getTranslations("common");
  const kinds = await getTranslations("notices.channelKinds");
  const { page, search } = await loadListParams(searchParams);
  const { open, notice } = await loadOpen(searchParams);
  const query = await searchParams;
  const client = await api();
  const [list, centre] = await Promise.all([
    client.noticeChannel.list({ page, search }),
    client.noticeChannel.messageCentre({}),
  ]);
  const toggle = (id: string, name: string) => (
    <RowToggle
      label={t(id === open ? "close" : "open", { name })}
      open={id === open}
      href={toggleHref(query, id, open)}
    />
  );
  const deliveries = (channelId: number | null) => (
    <ChannelDeliveries
      channelId={channelId}
      noticeId={notice}
      hrefOf={(id) => openHref(query, { open: String(channelId ?? "centre"), notice: String(id) })}
    />
  );
  return (
    <ListPage
      title={settings("noticeChannels")}
      count={t("count", { count: list.total })}
      make={{ href: "/settings/notice-channels/new", label: t("new") }}
      other={{ href: "/settings/notices", label: settings("notices") }}
      nothingYet={null}
      page={page}
      list={list}
    >
      <p className="px-4 pt-3 text-ink-2 lg:px-6">{t("what")}</p>
      <MessageCentre centre={centre} toggle={toggle("centre", t("centre"))}>
        {open === "centre" && deliveries(null)}
      </MessageCentre>
      {list.total === 0 && search === "" ? (
        <p className="flex items-center gap-2 px-4 py-6 text-ink-2 lg:px-6">
          <BellRing size={16} strokeWidth={1.75} aria-hidden="true" /> {t("empty")}
        </p>
      ) : (
        <>
          <FilterBar search={t("search")} found={list.total} />
          <Table
            label={settings("noticeChannels")}
            items={list.items.map((channel) => ({ key: channel.id, ...channel }))}
            columns={[
              {
                head: common("name"),
                cell: ({ id, name, usedByDefault }) => (
                  <span className="flex items-center gap-1">
                    {toggle(String(id), name)}
                    <RowLink href={`/settings/notice-channels/${id}`}>{name}</RowLink>{" "}
                    {usedByDefault && <Tag>{t("default")}</Tag>}
                  </span>
                ),
              },
              { head: t("kind"), cell: ({ kind }) => kinds(kind) },
              { head: t("where"), wide: true, cell: (channel) => <Where channel={channel} /> },
              { head: t("lastDelivery"), cell: ({ lastDelivery }) => <Last delivery={lastDelivery} /> },
              {
                head: t("lately"),
                align: "right",
                wide: true,
                cell: ({ deliveryCount }) => t("deliveryCount", { count: deliveryCount }),
              },
              { head: null, align: "right", cell: ({ id }) => <SendTest id={id} /> },
            ]}
            below={({ id }) => (String(id) === open ? deliveries(id) : null)}
            phone={(channel) => (
              <PhoneItem
                href={`/settings/notice-channels/${channel.id}`}
                title={channel.name}
                sign={<DeliverySign state={channel.lastDelivery?.state ?? "untold"} />}
                beside={
                  channel.lastDelivery === null ? t("never") : <Moment at={channel.lastDelivery.at} short />
                }
                words={kinds(channel.kind)}
                last={<Where channel={channel} />}
                lastRight={channel.usedByDefault ? t("default") : t("byTasks", { count: channel.taskCount })}
              />
            )}
          />
        </>
      )}
    </ListPage>
  );
}

/** The platform's own: there for every tenant, without a row. */
async function MessageCentre({
  centre,
  toggle,
  children,
}: {
  centre: MessageCentreState;
  toggle: ReactNode;
  children: ReactNode;
}) {
  const t = await getTranslations("noticeChannels");
  return (
    <section aria-label={t("centre")} className="mx-4 my-3 rounded-panel border border-line-2 p-3 lg:mx-6">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <span className="flex items-center gap-1">
          {toggle}
          <h2 className="font-semibold">{t("centre")}</h2>
        </span>
        {centre.available ? (
          <>
            <Tag>{t("default")}</Tag>
            <span className="ml-auto">
              <SendTest />
            </span>
          </>
        ) : (
          <>
            <span className="text-ink-2">{t("centreOff")}</span>
            <span className="text-ink-3 text-small">{t("centreOffText")}</span>
          </>
        )}
      </div>
      {centre.available && <CentreReceivers centre={centre} />}
      {children && <div className="mt-3">{children}</div>}
    </section>
  );
}

function Where({ channel: { host, receivers } }: { channel: NoticeChannel }) {
  return receivers === null ? <code>{`${host}/•••`}</code> : receivers.join(", ");
}

async function Last({ delivery }: { delivery: NoticeChannel["lastDelivery"] }) {
  const t = await getTranslations("noticeChannels");
  if (delivery === null) return <span className="text-ink-3">{t("never")}</span>;
  return (
    <Link href={`/settings/notices/${delivery.noticeId}`} className="inline-flex items-center gap-2">
      <DeliveryState state={delivery.state} attempts={delivery.attempts} /> <Moment at={delivery.at} />
    </Link>
  );
}
