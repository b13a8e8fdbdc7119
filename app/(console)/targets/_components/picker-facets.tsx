"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { ConnectionStatus } from "../../../../server/domain/connection-status.ts";
import type { Facets } from "../../../../server/target/output.ts";
import { useTRPC } from "../../../_trpc/client.tsx";

/** What narrows the hosts down; of one kind any will do, and all kinds must hold. */
export interface TargetFilter {
  search: string;
  labels: string[];
  cloudPools: string[];
  regions: string[];
  proxyIds: number[];
  statuses: ConnectionStatus[];
}

/** The same among the hosts of one tenant: a task has no others. */
export type AskedTargets = TargetFilter & { tenantId: number };

export const noFilter: TargetFilter = {
  search: "",
  labels: [],
  cloudPools: [],
  regions: [],
  proxyIds: [],
  statuses: [],
};

export function isFiltered(filter: TargetFilter): boolean {
  return Object.values(filter).some((value) => value.length > 0);
}

type Kind = Exclude<keyof TargetFilter, "search">;

/** What there is to narrow by, with how many hosts each value has. */
export function PickerFacets({
  tenantId,
  filter,
  onFilter,
}: {
  tenantId: number;
  filter: TargetFilter;
  onFilter: (filter: TargetFilter) => void;
}) {
  const t = useTranslations("targets");
  const connection = useTranslations("connection");
  const trpc = useTRPC();
  const { data } = useQuery(trpc.target.facets.queryOptions({ tenantId }));
  if (data === undefined) return null;
  const toggle = (kind: Kind, value: string | number) => {
    const now: (string | number)[] = filter[kind];
    const next = now.includes(value) ? now.filter((one) => one !== value) : [...now, value];
    onFilter({ ...filter, [kind]: next });
  };
  const group = (
    kind: Kind,
    name: string,
    values: { value: string | number; label: string; count: number }[],
  ) =>
    values.length > 0 && (
      <FacetGroup
        key={`${kind}${name}`}
        name={name}
        values={values}
        chosen={filter[kind]}
        onToggle={(value) => toggle(kind, value)}
      />
    );
  return (
    <div className="space-y-2 p-2.5">
      {labelGroups(data).map(({ name, values }) => group("labels", name, values))}
      {group("regions", t("region"), plain(data.regions))}
      {group("cloudPools", t("cloudPool"), plain(data.cloudPools))}
      {group(
        "proxyIds",
        t("proxy"),
        data.proxies.map(({ id, name, count }) => ({ value: id, label: name, count })),
      )}
      {group(
        "statuses",
        t("status"),
        data.statuses.map(({ value, count }) => ({ value, label: connection(value), count })),
      )}
    </div>
  );
}

function plain(values: { value: string; count: number }[]) {
  return values.map(({ value, count }) => ({ value, label: value, count }));
}

function labelGroups({ labels }: Facets) {
  return [...Map.groupBy(labels, ({ name }) => name)].map(([name, same]) => ({
    name,
    values: same.map(({ value, count }) => ({ value: `${name}=${value}`, label: value || name, count })),
  }));
}

function FacetGroup({
  name,
  values,
  chosen,
  onToggle,
}: {
  name: string;
  values: { value: string | number; label: string; count: number }[];
  chosen: (string | number)[];
  onToggle: (value: string | number) => void;
}) {
  return (
    <fieldset>
      <legend className="mb-0.5 text-ink-3 text-small">{name}</legend>
      {values.map(({ value, label, count }) => (
        <label key={value} className="flex h-6.5 items-center gap-2 rounded-cell px-0.5 hover:bg-hover">
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={() => onToggle(value)}
            className="shrink-0 accent-ink"
          />
          <span className="truncate" title={label}>
            {label}
          </span>
          <span className="ml-auto text-ink-2 text-small">{count.toLocaleString("en")}</span>
        </label>
      ))}
    </fieldset>
  );
}
