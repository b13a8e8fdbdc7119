import type { LucideIcon } from "lucide-react";
import type { Route } from "next";
import { getTranslations } from "next-intl/server";
import { createLoader, parseAsInteger } from "nuqs/server";
import type { ReactNode } from "react";
import { type ConnectionStatus, connectionStatuses } from "../../../server/domain/connection-status.ts";
import type { HostKind } from "../../../server/domain/host-kind.ts";
import { ConnectionState } from "../../_ui/connection-state.tsx";
import { FilterBar } from "../../_ui/filter-bar.tsx";
import { RowLink } from "../../_ui/list-link.tsx";
import { ListPage } from "../../_ui/list-page.tsx";
import { loadListParams, type PageProps, type Sorted } from "../../_ui/list-params.ts";
import { Moment } from "../../_ui/moment.tsx";
import { RowToggle, toggleHref } from "../../_ui/row-toggle.tsx";
import { type Pickable, Selectable } from "../../_ui/selection.tsx";
import { type Column, Table } from "../../_ui/table.tsx";
import { Tag } from "../../_ui/tag.tsx";
import { HostOnPhone } from "./host-on-phone.tsx";
import { hostPage } from "./host-page.ts";
import { HostConnection } from "./host-row.tsx";
import { StatusFilter } from "./status-filter.tsx";
import type { ListedHost } from "./way.ts";

/** What the columns of both kinds of hosts can be sorted by. */
export type HostSort = "name" | "address" | "lastCheckedAt" | "status";

type HostColumn = Column<ListedHost, HostSort>;

const loadOpen = createLoader({ open: parseAsInteger });

/** What the URL of a list of hosts says of it. */
export async function loadHostParams(searchParams: PageProps["searchParams"]) {
  const { page, search, status: asked } = await loadListParams(searchParams);
  const { open } = await loadOpen(searchParams);
  const status = connectionStatuses.find((known) => known === asked);
  return { page, search, status, open, query: await searchParams };
}

/** Targets or proxies as a page: search, filters, and rows that open in place. */
export async function HostList<T extends ListedHost, S extends string>({
  kind,
  title,
  count,
  make,
  other,
  download,
  nothingYet,
  search,
  params: { page, status, open, query },
  list,
  statuses,
  sorted,
  asked,
  facts,
  filters,
  bulk,
  more,
  columns,
}: {
  kind: HostKind;
  title: string;
  count: string;
  make: { href: Route; label: string };
  other?: { href: Route; label: string };
  download?: { href: string; label: string };
  nothingYet: { icon: LucideIcon; words: string } | null;
  /** What is searched for, in words. */
  search: string;
  params: Awaited<ReturnType<typeof loadHostParams>>;
  list: { items: T[]; total: number; totalCapped: boolean };
  statuses: { value: ConnectionStatus; count: number }[];
  sorted: Sorted<S>;
  /** What it was narrowed by. */
  asked: object;
  /** What is known of a host where something is done to it. */
  facts: (host: T) => Pickable;
  /** Further filters. */
  filters?: ReactNode;
  bulk: ReactNode;
  /** At the end of a host's third line, on a phone. */
  more: (host: T) => string;
  columns: (shared: Record<"status" | "name" | "ssh" | "lastChecked", HostColumn>) => Column<T, S>[];
}) {
  const shared = await sharedColumns(kind, open, query);
  return (
    <ListPage
      title={title}
      count={count}
      make={make}
      other={other}
      download={download}
      nothingYet={nothingYet}
      page={page}
      list={list}
    >
      <Selectable items={list.items.map(facts)} asked={JSON.stringify(asked)}>
        <FilterBar search={search} found={list.total} more={filters} bulk={bulk}>
          <StatusFilter statuses={statuses} chosen={status} />
        </FilterBar>
        <Table
          label={title}
          sorted={sorted}
          picks={({ name }) => name}
          phone={(host) => <HostOnPhone kind={kind} host={host} more={more(host)} />}
          items={list.items.map((host) => ({ key: host.id, ...host }))}
          below={(host) => (host.id === open ? <HostConnection kind={kind} host={host} /> : null)}
          columns={columns(shared)}
        />
      </Selectable>
    </ListPage>
  );
}

async function sharedColumns(
  kind: HostKind,
  open: number | null,
  query: Record<string, string | string[] | undefined>,
): Promise<Record<"status" | "name" | "ssh" | "lastChecked", HostColumn>> {
  const t = await getTranslations("targets");
  const common = await getTranslations("common");
  return {
    status: {
      head: t("status"),
      sort: "status",
      first: "desc",
      cell: ({ status }) => <ConnectionState status={status} />,
    },
    name: {
      head: common("name"),
      sort: "name",
      cell: ({ id, name, oldAlgorithms, sandbox }) => (
        <span className="flex items-center gap-1">
          <RowToggle
            label={t(id === open ? "close" : "open", { name })}
            open={id === open}
            href={toggleHref(query, id, open)}
          />
          <RowLink href={hostPage(kind, id)}>{name}</RowLink>
          {sandbox && <Tag>{common("sample")}</Tag>}
          {oldAlgorithms && <Tag>{t("oldAlgorithms")}</Tag>}
        </span>
      ),
    },
    ssh: {
      head: t("ssh"),
      sort: "address",
      cell: ({ ssh }) => (
        <span className="font-mono text-small">{`${ssh.username}@${ssh.address}:${ssh.port}`}</span>
      ),
    },
    lastChecked: {
      head: t("lastChecked"),
      sort: "lastCheckedAt",
      first: "desc",
      wide: true,
      align: "right",
      cell: ({ lastCheckedAt }) => <Moment at={lastCheckedAt} />,
    },
  };
}
