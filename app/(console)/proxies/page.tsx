import { Plus, Waypoints } from "lucide-react";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { api } from "../../_trpc/server.ts";
import { buttonClass } from "../../_ui/button.tsx";
import { ConnectionState } from "../../_ui/connection-state.tsx";
import { Empty } from "../../_ui/empty.tsx";
import { FilterBar } from "../../_ui/filter-bar.tsx";
import { RowLink } from "../../_ui/list-link.tsx";
import { loadListParams, type PageProps } from "../../_ui/list-params.ts";
import { Moment } from "../../_ui/moment.tsx";
import { PageHeader } from "../../_ui/page-header.tsx";
import { Pagination } from "../../_ui/pagination.tsx";
import { Table } from "../../_ui/table.tsx";

export async function generateMetadata() {
  return { title: (await getTranslations("proxies"))("title") };
}

export default async function ProxiesPage({ searchParams }: PageProps) {
  const t = await getTranslations("proxies");
  const targets = await getTranslations("targets");
  const common = await getTranslations("common");
  const { page, search } = await loadListParams(searchParams);
  const list = await (await api()).proxy.list({ page, search, sort: "name" });
  const make = (
    <Link href="/proxies/new" className={buttonClass("strong")}>
      <Plus size={14} aria-hidden="true" /> {t("new")}
    </Link>
  );
  return (
    <>
      <PageHeader
        title={t("title")}
        beside={<span className="text-ink-2">{t("count", { count: list.total })}</span>}
        actions={make}
      />
      {list.total === 0 && search === "" ? (
        <Empty icon={Waypoints} action={make}>
          {t("empty")}
        </Empty>
      ) : (
        <>
          <FilterBar search={t("search")} found={list.total} />
          <Table
            label={t("title")}
            items={list.items.map((proxy) => ({ key: proxy.id, ...proxy }))}
            columns={[
              {
                head: "ID",
                align: "right",
                cell: ({ id }) => <span className="font-mono text-ink-3">{id}</span>,
              },
              {
                head: common("name"),
                cell: ({ id, name }) => <RowLink href={`/proxies/${id}`}>{name}</RowLink>,
              },
              { head: targets("status"), cell: ({ status }) => <ConnectionState status={status} /> },
              {
                head: targets("ssh"),
                cell: ({ ssh }) => (
                  <span className="font-mono text-small">{`${ssh.username}@${ssh.address}:${ssh.port}`}</span>
                ),
              },
              { head: t("targets"), align: "right", cell: ({ targetCount }) => targetCount },
              {
                head: targets("lastChecked"),
                wide: true,
                cell: ({ lastCheckedAt }) => <Moment at={lastCheckedAt} />,
              },
            ]}
          />
          <Pagination page={page} pageSize={20} {...list} />
        </>
      )}
    </>
  );
}
