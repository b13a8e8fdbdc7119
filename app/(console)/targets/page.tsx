import { Server, Waypoints } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { createLoader, parseAsString } from "nuqs/server";
import { targetSorts } from "../../../server/target/input.ts";
import type { Facets, TargetItem } from "../../../server/target/output.ts";
import { api } from "../../_trpc/server.ts";
import { FilterSelect } from "../../_ui/filter-select.tsx";
import { Labels } from "../../_ui/labels.tsx";
import { RowLink } from "../../_ui/list-link.tsx";
import { idOf, loadSort, type PageProps } from "../../_ui/list-params.ts";
import { HostList, loadHostParams } from "../_hosts/host-list.tsx";
import { TargetBulk } from "./_components/target-bulk.tsx";
import { targetFactsOf } from "./_components/target-facts.ts";

const loadFilters = createLoader({
  /** A proxy's id, or `direct`. */
  proxyId: parseAsString,
  cloudPool: parseAsString,
  region: parseAsString,
  label: parseAsString,
});

export async function generateMetadata() {
  return { title: (await getTranslations("targets"))("title") };
}

export default async function TargetsPage({ searchParams }: PageProps) {
  const t = await getTranslations("targets");
  const params = await loadHostParams(searchParams);
  const { page, search, status } = params;
  const { proxyId: through, ...chosen } = await loadFilters(searchParams);
  const way = through === "direct" ? { direct: true } : { proxyId: idOf(through ?? "") };
  const given = Object.entries({ ...chosen, ...way, status }).filter(([, value]) => value ?? false);
  const client = await api();
  const sorted = await loadSort(searchParams, targetSorts, { sort: "name", order: "asc" });
  const asked = { search, ...(Object.fromEntries(given) as object) };
  const [list, facets] = await Promise.all([
    client.target.list({ page, ...asked, ...sorted }),
    client.target.facets({}),
  ]);
  const nothingYet = list.total === 0 && search === "" && given.length === 0;
  return (
    <HostList
      kind="target"
      title={t("title")}
      count={t("count", { count: list.total })}
      make={{ href: "/targets/new", label: t("new") }}
      other={{ href: "/targets/import", label: t("import") }}
      download={{ href: `/api/v1/targets/export?${queryOf(asked)}`, label: t("export") }}
      nothingYet={nothingYet ? { icon: Server, words: t("empty") } : null}
      search={t("search")}
      params={params}
      list={list}
      statuses={facets.statuses}
      sorted={sorted}
      asked={asked}
      facts={targetFactsOf}
      filters={<MoreFilters facets={facets} />}
      bulk={<TargetBulk asked={asked} total={list.total} />}
      more={placeOf}
      columns={(shared) => [
        shared.status,
        shared.name,
        {
          head: t("hostId"),
          wide: true,
          cell: ({ hostId }) => <span className="font-mono text-ink-2">{hostId}</span>,
        },
        shared.ssh,
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
          cell: (target) => placeOf(target) || <span className="text-ink-3">—</span>,
        },
        { head: t("labels"), wide: true, cell: ({ labels }) => <Labels labels={labels} /> },
        shared.lastChecked,
      ]}
    />
  );
}

function placeOf({ cloudPool, region }: TargetItem): string {
  return [cloudPool, region].filter(Boolean).join(" ");
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
        values={[
          ...(facets.proxies.length > 0
            ? [{ value: "direct", label: t("direct"), count: facets.direct }]
            : []),
          ...facets.proxies.map(({ id, name, count }) => ({ value: String(id), label: name, count })),
        ]}
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
