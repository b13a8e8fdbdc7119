"use client";

import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "../../../_trpc/client.tsx";
import { useRested } from "../../../_ui/use-rested.ts";
import type { RunnableScript } from "./runnable-script.ts";

const shownScripts = 50;

/** Finds one of a tenant's scripts by its name; the ones changed last come first. */
export function ScriptChoice({
  tenantId,
  onChoose,
}: {
  tenantId: number;
  onChoose: (script: RunnableScript) => void;
}) {
  const t = useTranslations("run");
  const languages = useTranslations("languages");
  const trpc = useTRPC();
  const [search, setSearch] = useState("");
  const rested = useRested(search, 200);
  const { data } = useQuery(
    trpc.script.list.queryOptions({ tenantId, search: rested, pageSize: shownScripts, sort: "updatedAt" }),
  );
  return (
    <>
      <div className="relative">
        <Search size={14} className="absolute top-2.25 left-2.5 text-ink-3" aria-hidden="true" />
        <input
          type="search"
          // biome-ignore lint/a11y/noAutofocus: it was opened to choose here
          autoFocus
          aria-label={t("searchScripts")}
          placeholder={t("searchScripts")}
          value={search}
          onChange={({ target }) => setSearch(target.value)}
          className="h-8 w-full rounded-control border border-control bg-surface pr-2.5 pl-8 placeholder:text-ink-3"
        />
      </div>
      <ul aria-label={t("scripts")} className="mt-3 h-80 overflow-y-auto border-line border-t">
        {data?.items.map(({ id, name, currentVersion, language }) => (
          <li key={id} className="border-line border-b">
            <button
              type="button"
              onClick={() => onChoose({ id, tenantId, name, currentVersion })}
              className="flex h-9 w-full items-center gap-3 px-2 text-left hover:bg-hover"
            >
              <span className="min-w-0 flex-1 truncate font-medium">{name}</span>
              <span className="text-ink-2">v{currentVersion}</span>
              <span className="w-40 truncate text-ink-2 text-small max-sm:hidden">{languages(language)}</span>
            </button>
          </li>
        ))}
        {data?.items.length === 0 && <li className="p-3 text-ink-2">{t("noScript")}</li>}
      </ul>
    </>
  );
}
