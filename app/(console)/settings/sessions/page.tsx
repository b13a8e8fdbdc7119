import { MonitorSmartphone } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { api } from "../../../_trpc/server.ts";
import { FilterBar } from "../../../_ui/filter-bar.tsx";
import { ListPage } from "../../../_ui/list-page.tsx";
import { loadListParams, type PageProps } from "../../../_ui/list-params.ts";
import { Moment } from "../../../_ui/moment.tsx";
import { PhoneItem } from "../../../_ui/phone-item.tsx";
import { Table } from "../../../_ui/table.tsx";
import { EndSession } from "../_components/end-session.tsx";

export async function generateMetadata() {
  return { title: (await getTranslations("settings"))("sessions") };
}

export default async function SessionsPage({ searchParams }: PageProps) {
  const t = await getTranslations("sessions");
  const settings = await getTranslations("settings");
  const { page, search } = await loadListParams(searchParams);
  const list = await (await api()).session.list({ page, search });
  return (
    <ListPage
      title={settings("sessions")}
      count={t("count", { count: list.total })}
      nothingYet={list.total === 0 && search === "" ? { icon: MonitorSmartphone, words: t("empty") } : null}
      page={page}
      list={list}
    >
      <FilterBar search={t("search")} found={list.total} />
      <Table
        label={settings("sessions")}
        items={list.items.map((session) => ({ key: session.id, ...session }))}
        columns={[
          {
            head: t("user"),
            cell: ({ userName, current }) => (
              <>
                <span className="font-medium">{userName}</span>
                {current && (
                  <span className="ml-2 rounded-cell bg-sunken px-1.5 py-0.5 text-ink-2 text-small">
                    {t("current")}
                  </span>
                )}
              </>
            ),
          },
          {
            head: t("address"),
            cell: ({ address }) => <span className="font-mono text-small">{address ?? "—"}</span>,
          },
          {
            head: t("agent"),
            wide: true,
            cell: ({ agent }) => <span title={agent ?? undefined}>{browserOf(agent) ?? t("other")}</span>,
          },
          { head: t("began"), wide: true, cell: ({ createdAt }) => <Moment at={createdAt} /> },
          { head: t("lastSeen"), cell: ({ lastSeenAt }) => <Moment at={lastSeenAt} /> },
          {
            head: <span className="sr-only">{t("end")}</span>,
            align: "right",
            cell: ({ id, userName, current }) => (current ? null : <EndSession id={id} name={userName} />),
          },
        ]}
        phone={({ id, userName, current, address, agent, lastSeenAt }) => (
          <PhoneItem
            title={userName}
            sign={<MonitorSmartphone size={14} strokeWidth={1.75} aria-hidden="true" />}
            beside={current ? t("current") : <EndSession id={id} name={userName} />}
            words={browserOf(agent) ?? t("other")}
            last={<span className="font-mono">{address}</span>}
            lastRight={<Moment at={lastSeenAt} />}
          />
        )}
      />
    </ListPage>
  );
}

const browsers = [
  ["Edge", /Edg\//],
  ["Firefox", /Firefox\//],
  ["Chrome", /Chrom(e|ium)\//],
  ["Safari", /Safari\//],
] as const;
const systems = ["Windows", "Android", "iPhone", "iPad", "Mac OS", "Linux"];

/** A browser in words that a person knows it by; the whole of what it says of itself is in the hint. */
function browserOf(agent: string | null): string | null {
  const browser = browsers.find(([, sign]) => agent !== null && sign.test(agent))?.[0];
  if (browser === undefined || agent === null) return null;
  const system = systems.find((name) => agent.includes(name));
  return system === undefined ? browser : `${browser}, ${system}`;
}
