"use client";

import { useQueries } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import clsx from "clsx";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import type { TargetItem } from "../../../../server/target/output.ts";
import { useTRPC } from "../../../_trpc/client.tsx";
import { ConnectionSign } from "../../../_ui/connection-state.tsx";
import type { AskedTargets } from "./picker-facets.tsx";

const rowPixels = 36;
const pageSize = 100;
/** A list reaches no further; beyond that one narrows it down. */
const reach = 10_000;

/** The hosts that match, or those that are picked; what is out of sight is neither asked for nor drawn. */
export function PickerList({
  asked,
  total,
  only,
  picked,
  onToggle,
}: {
  asked: AskedTargets;
  /** Null while it is not known. */
  total: number | null;
  /** Show these alone, whatever the filter says. */
  only: number[] | null;
  picked: Set<number>;
  onToggle: (id: number) => void;
}) {
  const t = useTranslations("run");
  const box = useRef<HTMLDivElement>(null);
  const count = Math.min(only?.length ?? total ?? 0, reach);
  const rows = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => rowPixels,
    overscan: 8,
  });
  const shown = rows.getVirtualItems();
  const pages = [...new Set(shown.map(({ index }) => Math.floor(index / pageSize)))];
  const at = usePages(pages, asked, only);
  return (
    <div ref={box} className="h-72 overflow-y-auto">
      <ul aria-label={t("hosts")} style={{ height: rows.getTotalSize() }} className="relative">
        {shown.map(({ index, start }) => {
          const target = at(index);
          return (
            <li
              key={index}
              className="absolute inset-x-0 border-line border-b"
              style={{ height: rowPixels, transform: `translateY(${start}px)` }}
            >
              {target && (
                <Row target={target} checked={picked.has(target.id)} onToggle={() => onToggle(target.id)} />
              )}
            </li>
          );
        })}
      </ul>
      {count === 0 && total !== null && <p className="p-3 text-ink-2">{t("noneMatch")}</p>}
    </div>
  );
}

/** The pages that are in sight, each asked for once; answers the target at a place. */
function usePages(pages: number[], asked: AskedTargets, only: number[] | null) {
  const trpc = useTRPC();
  const answers = useQueries({
    queries: pages.map((page) =>
      trpc.target.list.queryOptions(
        only === null
          ? { ...asked, page: page + 1, pageSize, sort: "name" }
          : { ids: only.slice(page * pageSize, (page + 1) * pageSize), pageSize, sort: "name" },
        { staleTime: 30_000 },
      ),
    ),
  });
  return (index: number): TargetItem | undefined =>
    answers[pages.indexOf(Math.floor(index / pageSize))]?.data?.items[index % pageSize];
}

function Row({
  target: { name, status, ssh, cloudPool, region },
  checked,
  onToggle,
}: {
  target: TargetItem;
  checked: boolean;
  onToggle: () => void;
}) {
  return (
    <label
      className={clsx("flex h-full items-center gap-2.5 px-3", checked ? "bg-select" : "hover:bg-hover")}
    >
      <input type="checkbox" checked={checked} onChange={onToggle} className="shrink-0 accent-ink" />
      <ConnectionSign status={status} />
      <span className="min-w-24 flex-1 truncate font-medium">{name}</span>
      <span className="w-28 truncate font-mono text-ink-2 text-small">{ssh.address}</span>
      <span className="hidden w-24 truncate text-ink-2 text-small sm:block">{cloudPool}</span>
      <span className="hidden w-20 truncate text-ink-2 text-small sm:block">{region}</span>
    </label>
  );
}
