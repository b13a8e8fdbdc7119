import { Server, Waypoints } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { createLoader, parseAsInteger, parseAsString } from "nuqs/server";
import { connectionStatuses } from "../../../server/domain/connection-status.ts";
import { targetSorts } from "../../../server/target/input.ts";
import type { Facets, TargetItem } from "../../../server/target/output.ts";
import { api } from "../../_trpc/server.ts";
import { ConnectionState } from "../../_ui/connection-state.tsx";
import { FilterBar } from "../../_ui/filter-bar.tsx";
import { FilterSelect } from "../../_ui/filter-select.tsx";
import { Labels } from "../../_ui/labels.tsx";
import { RowLink } from "../../_ui/list-link.tsx";
import { ListPage } from "../../_ui/list-page.tsx";
import { loadListParams, loadSort, type PageProps } from "../../_ui/list-params.ts";
import { Moment } from "../../_ui/moment.tsx";
import { Selectable } from "../../_ui/selection.tsx";
import { Table } from "../../_ui/table.tsx";
import { Tag } from "../../_ui/tag.tsx";
import { HostOnPhone } from "../_hosts/host-on-phone.tsx";
import { HostConnection, RowToggle, toggleHref } from "../_hosts/host-row.tsx";
import { StatusFilter } from "../_hosts/status-filter.tsx";
import { TargetBulk } from "./_components/target-bulk.tsx";
import { targetFactsOf } from "./_components/target-facts.ts";

const loadFilters = createLoader({
  proxyId: parseAsInteger,
  cloudPool: parseAsString,
  region: parseAsString,
  label: parseAsString,
  open: parseAsInteger,
});

export async function generateMetadata() {
  return { title: (await getTranslations("targets"))("title") };
}

export default async function TargetsPage({ searchParams }: PageProps) {
  const t = await getTranslations("targets");
  const common = await getTranslations("common");
  const query = await searchParams;
  const { page, search, status: statusAsked } = await loadListParams(searchParams);
  const { open, ...chosen } = await loadFilters(searchParams);
  const status = connectionStatuses.find((known) => known === statusAsked);
  const given = Object.entries({ ...chosen, status }).filter(([, value]) => value ?? false);
  const client = await api();
  const sorted = await loadSort(searchParams, targetSorts, { sort: "name", order: "asc" });
  const asked = { search, ...(Object.fromEntries(given) as object) };
  const [list, facets] = await Promise.all([
    client.target.list({ page, ...asked, ...sorted }),
    client.target.facets({}),
  ]);
  const nothingYet = list.total === 0 && search === "" && given.length === 0;
  return (
    <ListPage
      title={t("title")}
      count={t("count", { count: list.total })}
      make={{ href: "/targets/new", label: t("new") }}
      other={{ href: "/targets/import", label: t("import") }}
      download={{ href: `/api/v1/targets/export?${queryOf(asked)}`, label: t("export") }}
      nothingYet={nothingYet ? { icon: Server, words: t("empty") } : null}
      page={page}
      list={list}
    >
      <Selectable items={list.items.map(targetFactsOf)} asked={JSON.stringify(asked)}>
        <FilterBar
          search={t("search")}
          found={list.total}
          more={<MoreFilters facets={facets} />}
          bulk={<TargetBulk asked={asked} total={list.total} />}
        >
          <StatusFilter statuses={facets.statuses} chosen={status} />
        </FilterBar>
        <Table
          label={t("title")}
          sorted={sorted}
          picks={({ name }) => name}
          phone={(target) => (
            <HostOnPhone
              href={`/targets/${target.id}`}
              host={target}
              more={[target.cloudPool, target.region].filter(Boolean).join(" ")}
            />
          )}
          items={list.items.map((target) => ({ key: target.id, ...target }))}
          below={(target) => (target.id === open ? <HostConnection kind="target" host={target} /> : null)}
          columns={[
            {
              head: t("status"),
              sort: "status",
              first: "desc",
              cell: ({ status: found }) => <ConnectionState status={found} />,
            },
            {
              head: common("name"),
              sort: "name",
              cell: ({ id, name, oldAlgorithms }) => (
                <span className="flex items-center gap-1">
                  <RowToggle name={name} open={id === open} href={toggleHref(query, id, open)} />
                  <RowLink href={`/targets/${id}`}>{name}</RowLink>
                  {oldAlgorithms && <Tag>{t("oldAlgorithms")}</Tag>}
                </span>
              ),
            },
            {
              head: t("hostId"),
              wide: true,
              cell: ({ hostId }) => <span className="font-mono text-ink-2">{hostId}</span>,
            },
            {
              head: t("ssh"),
              sort: "address",
              cell: ({ ssh }) => (
                <span className="font-mono text-small">{`${ssh.username}@${ssh.address}:${ssh.port}`}</span>
              ),
            },
            {
              head: t("route"),
              sort: "proxy",
              wide: true,
              cell: ({ ssh }) => <Way ssh={ssh} direct={t("direct")} />,
            },
            {
              head: t("place"),
              sort: "cloudPool",
              wide: true,
              cell: ({ cloudPool, region }) =>
                [cloudPool, region].filter(Boolean).join(" ") || <span className="text-ink-3">—</span>,
            },
            { head: t("labels"), wide: true, cell: ({ labels }) => <Labels labels={labels} /> },
            {
              head: t("lastChecked"),
              sort: "lastCheckedAt",
              first: "desc",
              wide: true,
              align: "right",
              cell: ({ lastCheckedAt }) => <Moment at={lastCheckedAt} />,
            },
          ]}
        />
      </Selectable>
    </ListPage>
  );
}

function queryOf(asked: object): URLSearchParams {
  return new URLSearchParams(
    Object.entries(asked).flatMap(([name, value]) => (value === "" ? [] : [[name, String(value)]])),
  );
}

async function MoreFilters({ facets }: { facets: Facets }) {
  const t = await getTranslations("targets");
  const plain = (values: Facets["regions"]) => values.map((one) => ({ ...one, label: one.value }));
  return (
    <>
      <FilterSelect name="cloudPool" label={t("cloudPool")} values={plain(facets.cloudPools)} />
      <FilterSelect name="region" label={t("region")} values={plain(facets.regions)} />
      <FilterSelect
        name="proxyId"
        label={t("route")}
        values={facets.proxies.map(({ id, name, count: of }) => ({
          value: String(id),
          label: name,
          count: of,
        }))}
      />
      <FilterSelect
        name="label"
        label={t("label")}
        values={facets.labels.map(({ name, value, count: of }) => ({
          value: `${name}=${value}`,
          label: `${name}=${value}`,
          count: of,
        }))}
      />
    </>
  );
}

function Way({ ssh: { proxyId, proxyName }, direct }: { ssh: TargetItem["ssh"]; direct: string }) {
  if (proxyId === null) return <span className="text-ink-2">{direct}</span>;
  return (
    <span className="flex items-center gap-1.5">
      <Waypoints size={14} strokeWidth={1.75} className="text-ink-3" aria-hidden="true" />
      <RowLink href={`/proxies/${proxyId}`}>{proxyName}</RowLink>
    </span>
  );
}
