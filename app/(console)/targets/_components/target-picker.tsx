"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useController } from "react-hook-form";
import { useTRPC } from "../../../_trpc/client.tsx";
import { ConnectionState } from "../../../_ui/connection-state.tsx";
import { Field } from "../../../_ui/form/field.tsx";

const shown = 50;

/** Picks hosts by searching; what is picked stays picked when the search changes. */
export function TargetPicker({ name, label }: { name: string; label: string }) {
  const t = useTranslations("run");
  const trpc = useTRPC();
  const [search, setSearch] = useState("");
  const { field } = useController({ name });
  const picked: number[] = field.value ?? [];
  const asked = trpc.target.list.queryOptions(
    { search, pageSize: shown, sort: "name" },
    { placeholderData: keepPreviousData },
  );
  const { data } = useQuery(asked);
  const toggle = (id: number) =>
    field.onChange(picked.includes(id) ? picked.filter((one) => one !== id) : [...picked, id]);
  return (
    <Field name={name} label={label} hint={t("picked", { count: picked.length })}>
      <div className="rounded-panel border border-line-2">
        <input
          type="search"
          aria-label={t("searchTargets")}
          placeholder={t("searchTargets")}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          className="h-9 w-full rounded-t-panel border-line border-b bg-surface px-3 placeholder:text-ink-3"
        />
        <ul className="max-h-64 overflow-y-auto">
          {data?.items.map((target) => (
            <li key={target.id}>
              <label className="flex h-9 items-center gap-2.5 px-3 hover:bg-hover has-checked:bg-select">
                <input
                  type="checkbox"
                  checked={picked.includes(target.id)}
                  onChange={() => toggle(target.id)}
                  className="accent-ink"
                />
                <span className="truncate font-medium">{target.name}</span>
                <span className="truncate font-mono text-ink-3 text-small">{target.ssh.address}</span>
                <span className="ml-auto">
                  <ConnectionState status={target.status} />
                </span>
              </label>
            </li>
          ))}
          {data?.items.length === 0 && <li className="p-3 text-ink-2">{t("noTargets")}</li>}
        </ul>
        {data !== undefined && data.total > shown && (
          <p className="border-line border-t px-3 py-1.5 text-ink-3 text-small">
            {t("moreMatch", { count: data.total - shown })}
          </p>
        )}
      </div>
    </Field>
  );
}
