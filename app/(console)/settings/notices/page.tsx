import { BellRing } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { createLoader, parseAsInteger, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { noticeKinds, noticeStates } from "../../../../server/domain/notice.ts";
import type { NoticeItem } from "../../../../server/notice/output.ts";
import { api } from "../../../_trpc/server.ts";
import { FilterBar } from "../../../_ui/filter-bar.tsx";
import { FilterLinks } from "../../../_ui/filter-links.tsx";
import { FilterSelect } from "../../../_ui/filter-select.tsx";
import { RowLink } from "../../../_ui/list-link.tsx";
import { ListPage } from "../../../_ui/list-page.tsx";
import { idOf, loadListParams, type PageProps } from "../../../_ui/list-params.ts";
import { Moment } from "../../../_ui/moment.tsx";
import { PhoneItem } from "../../../_ui/phone-item.tsx";
import { RowToggle, toggleHref } from "../../../_ui/row-toggle.tsx";
import { Table } from "../../../_ui/table.tsx";
import {
  DeliverySign,
  DeliveryState,
  deliveryLook,
  mostAttempts,
} from "../_components/notice/delivery-state.tsx";
import { NoticeBody } from "../_components/notice/notice-body.tsx";

const loadFilters = createLoader({
  state: parseAsStringLiteral(noticeStates),
  kind: parseAsStringLiteral(noticeKinds),
  /** A channel's id, or `centre`. */
  channel: parseAsString,
  open: parseAsInteger,
});

export async function generateMetadata() {
  return { title: (await getTranslations("settings"))("notices") };
}

export default async function NoticesPage({ searchParams }: PageProps) {
  const t = await getTranslations("notices");
  const settings = await getTranslations("settings");
  const { page, search } = await loadListParams(searchParams);
  const { state, kind, channel, open } = await loadFilters(searchParams);
  const by =
    channel === "centre" ? { channelKind: "message_centre" as const } : { channelId: idOf(channel ?? "") };
  const client = await api();
  const [list, facets, channels] = await Promise.all([
    client.notice.list({ page, search, state: state ?? undefined, kind: kind ?? undefined, ...by }),
    client.notice.facets({}),
    client.noticeChannel.list({ pageSize: 100 }),
  ]);
  const nothingYet = list.total === 0 && search === "" && state === null && kind === null && channel === null;
  const opened = list.items.some(({ id }) => id === open) ? await client.notice.get({ id: open ?? 0 }) : null;
  const query = await searchParams;
  const counts = new Map(facets.states.map(({ value, count }) => [value, count]));
  return (
    <ListPage
      title={settings("notices")}
      count={t("count", { count: list.total })}
      other={{ href: "/settings/notice-channels", label: settings("noticeChannels") }}
      nothingYet={nothingYet ? { icon: BellRing, words: t("empty") } : null}
      page={page}
      list={list}
    >
      <FilterBar
        search={t("search")}
        found={list.total}
        more={
          <>
            <FilterSelect
              name="kind"
              label={t("about")}
              values={facets.kinds.map(({ value, count }) => ({ value, label: t(`kinds.${value}`), count }))}
            />
            <FilterSelect
              name="channel"
              label={t("by")}
              values={[
                { value: "centre", label: t("channelKinds.message_centre") },
                ...channels.items.map(({ id, name }) => ({ value: String(id), label: name })),
              ]}
            />
          </>
        }
      >
        <FilterLinks
          name="state"
          label={t("state")}
          all={facets.states.reduce((sum, { count }) => sum + count, 0)}
          values={noticeStates
            .filter((value) => counts.has(value))
            .map((value) => ({
              value,
              label: t(`states.${value}`),
              sign: <DeliverySign state={value} />,
              count: counts.get(value),
            }))}
        />
      </FilterBar>
      <Table
        label={settings("notices")}
        items={list.items.map((notice) => ({ key: notice.id, ...notice }))}
        columns={[
          {
            head: t("state"),
            cell: ({ state: of, deliveries }) => (
              <DeliveryState state={of} attempts={mostAttempts(deliveries)} />
            ),
          },
          {
            head: t("notice"),
            className: "max-w-none w-full",
            cell: ({ id, title }) => (
              <span className="flex items-center gap-1">
                <RowToggle
                  label={t(id === open ? "close" : "open", { title })}
                  open={id === open}
                  href={toggleHref(query, id, open)}
                />
                <RowLink href={`/settings/notices/${id}`}>{title}</RowLink>
              </span>
            ),
          },
          { head: t("by"), wide: true, cell: ({ deliveries }) => <Channels of={deliveries} /> },
          {
            head: t("attempts"),
            align: "right",
            wide: true,
            cell: ({ deliveries }) => mostAttempts(deliveries),
          },
          { head: t("at"), align: "right", cell: ({ createdAt }) => <Moment at={createdAt} /> },
        ]}
        below={({ id }) =>
          id === opened?.id ? (
            <div className="rounded-panel border border-line-2 bg-surface p-4">
              <NoticeBody notice={opened} />
            </div>
          ) : null
        }
        phone={(notice) => <NoticeOnPhone notice={notice} />}
      />
    </ListPage>
  );
}

async function Channels({ of }: { of: NoticeItem["deliveries"] }) {
  const t = await getTranslations("notices");
  if (of.length === 0) return <span className="text-ink-3">{t("nowhere")}</span>;
  return of.map(({ channelName }) => channelName ?? t("channelKinds.message_centre")).join(", ");
}

async function NoticeOnPhone({ notice }: { notice: NoticeItem }) {
  const t = await getTranslations("notices");
  const { id, title, state, createdAt, deliveries } = notice;
  return (
    <PhoneItem
      href={`/settings/notices/${id}`}
      title={title}
      sign={<DeliverySign state={state} />}
      beside={<Moment at={createdAt} short />}
      words={<span className={deliveryLook(state)}>{t(`states.${state}`)}</span>}
      last={<Channels of={deliveries} />}
      lastRight={t("attemptCount", { count: mostAttempts(deliveries) })}
    />
  );
}
