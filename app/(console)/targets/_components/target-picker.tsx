"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Search, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { useController } from "react-hook-form";
import { useTRPC, useTRPCClient } from "../../../_trpc/client.tsx";
import { Field, useControl } from "../../../_ui/form/field.tsx";
import { StateGlyph } from "../../../_ui/state-glyph.tsx";
import { useRested } from "../../../_ui/use-rested.ts";
import {
  type AskedTargets,
  isFiltered,
  noFilter,
  PickerFacets,
  type TargetFilter,
} from "./picker-facets.tsx";
import { PickerList } from "./picker-list.tsx";

const notReachable = ["unreachable", "auth_failed", "host_key_changed"] as const;

/** Picks hosts of a tenant one by one, or all that match; what is picked stays picked when the filter changes. */
export function TargetPicker({ name, label, tenantId }: { name: string; label: string; tenantId: number }) {
  const t = useTranslations("run");
  const trpc = useTRPC();
  const { field } = useController({ name });
  const picked: number[] = field.value ?? [];
  const pickedSet = useMemo(() => new Set(picked), [picked]);
  const [filter, setFilter] = useState(noFilter);
  const [onlyPicked, setOnlyPicked] = useState(false);
  const rested = useRested(filter, 200);
  const { data } = useQuery(
    trpc.target.list.queryOptions(
      { ...rested, tenantId, page: 1, pageSize: 100, sort: "name" },
      { placeholderData: keepPreviousData },
    ),
  );
  const total = data?.total ?? null;
  const toggle = (id: number) =>
    field.onChange(pickedSet.has(id) ? picked.filter((one) => one !== id) : [...picked, id]);
  return (
    <Field name={name} label={label} wide>
      <div className="overflow-hidden rounded-panel border border-line-2">
        <PickerHead
          filter={filter}
          asked={{ ...rested, tenantId }}
          total={total}
          onFilter={setFilter}
          onPick={field.onChange}
          picked={picked}
        />
        <div className="grid border-line border-t sm:grid-cols-[168px_minmax(0,1fr)]">
          <div className="max-h-72 overflow-y-auto border-line border-r bg-ground max-sm:hidden">
            <PickerFacets tenantId={tenantId} filter={filter} onFilter={setFilter} />
          </div>
          <PickerList
            asked={{ ...rested, tenantId }}
            total={total}
            only={onlyPicked ? picked : null}
            picked={pickedSet}
            onToggle={toggle}
          />
        </div>
        <p className="flex flex-wrap items-center gap-x-4 border-line border-t px-3 py-2" aria-live="polite">
          {t("pickedOf", { count: picked.length })}
          {picked.length > 0 && (
            <span className="ml-auto flex gap-4">
              <TextButton onClick={() => setOnlyPicked(!onlyPicked)}>
                {onlyPicked ? t("showAll") : t("showPicked")}
              </TextButton>
              <TextButton onClick={() => field.onChange([])}>{t("pickNone")}</TextButton>
            </span>
          )}
        </p>
        <NotReachable tenantId={tenantId} picked={picked} onPick={field.onChange} />
      </div>
    </Field>
  );
}

function PickerHead({
  filter,
  asked,
  total,
  picked,
  onFilter,
  onPick,
}: {
  filter: TargetFilter;
  asked: AskedTargets;
  /** Null while it is not known. */
  total: number | null;
  picked: number[];
  onFilter: (filter: TargetFilter) => void;
  onPick: (ids: number[]) => void;
}) {
  const t = useTranslations("run");
  const client = useTRPCClient();
  const { className: _, ...control } = useControl();
  const pickAll = async () => {
    const { ids } = await client.target.ids.query(asked);
    onPick([...new Set([...picked, ...ids])]);
  };
  return (
    <div className="flex flex-wrap items-center gap-2 p-2">
      <span className="flex h-8 min-w-52 flex-1 items-center gap-1.5 rounded-control border border-control bg-surface px-2.5 focus-within:outline-2 focus-within:outline-now-solid">
        <Search size={14} className="shrink-0 text-ink-3" aria-hidden="true" />
        {filter.labels.map((one) => (
          <button
            key={one}
            type="button"
            aria-label={t("dropLabel", { label: one })}
            onClick={() => onFilter({ ...filter, labels: filter.labels.filter((other) => other !== one) })}
            className="flex items-center gap-1 rounded-cell bg-sunken px-1.5 font-mono text-small"
          >
            {one} <X size={10} aria-hidden="true" />
          </button>
        ))}
        <input
          {...control}
          type="search"
          aria-label={t("searchTargets")}
          placeholder={t("searchTargets")}
          value={filter.search}
          onChange={({ target }) => onFilter({ ...filter, search: target.value })}
          className="min-w-0 flex-1 bg-transparent outline-none placeholder:text-ink-3"
        />
      </span>
      {isFiltered(filter) && <TextButton onClick={() => onFilter(noFilter)}>{t("clear")}</TextButton>}
      {total !== null && (
        <button
          type="button"
          onClick={() => void pickAll()}
          className="h-8 rounded-control border border-line-2 px-3 font-medium hover:bg-hover"
        >
          {isFiltered(filter) ? t("pickMatching", { count: total }) : t("pickAll", { count: total })}
        </button>
      )}
    </div>
  );
}

/** Picked hosts that could not be reached when last looked: they are tried all the same. */
function NotReachable({
  tenantId,
  picked,
  onPick,
}: {
  tenantId: number;
  picked: number[];
  onPick: (ids: number[]) => void;
}) {
  const t = useTranslations("run");
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.target.ids.queryOptions({ tenantId, statuses: [...notReachable] }, { enabled: picked.length > 0 }),
  );
  const away = new Set(data?.ids);
  const count = picked.filter((id) => away.has(id)).length;
  if (count === 0) return null;
  return (
    <p className="flex flex-wrap items-center gap-2 border-warn-line border-t bg-warn-tint px-3 py-2 text-warn">
      <StateGlyph state="unreachable" /> {t("notReachable", { count })}
      <span className="ml-auto">
        <TextButton onClick={() => onPick(picked.filter((id) => !away.has(id)))}>
          {t("dropThese", { count })}
        </TextButton>
      </span>
    </p>
  );
}

function TextButton({ onClick, children }: { onClick: () => void; children: React.ReactNode }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="underline decoration-line-2 underline-offset-2 hover:decoration-current"
    >
      {children}
    </button>
  );
}
