"use client";

import { ChevronDown, ChevronRight } from "lucide-react";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { memo, useState } from "react";
import type { Locale } from "../../../../server/domain/locale.ts";
import { isTerminalTargetLogState, targetLogStates } from "../../../../server/domain/target-log-state.ts";
import type { TargetLogItem } from "../../../../server/task-log/output.ts";
import { Button } from "../../../_ui/button.tsx";
import { formatDuration } from "../../../_ui/format.ts";
import { Duration, Elapsed } from "../../../_ui/moment.tsx";
import { SearchInput } from "../../../_ui/search-input.tsx";
import { State } from "../../../_ui/state.tsx";
import { groupOf, type HostGroup, hostGroups, inListOrder } from "./host-order.ts";
import { placeOf } from "./place-of.ts";

/** So many rows of a group are drawn; more on request. */
const atOnce = 50;
const columns = 6;

/** Hosts with what each said last: what needs a person first; what waits or is well is folded, with its range. */
export function HostTable({ hosts }: { hosts: TargetLogItem[] }) {
  const t = useTranslations("hostTable");
  const logs = useTranslations("taskLogs");
  const states = useTranslations("state");
  const [asked, setAsked] = useQueryStates(
    { state: parseAsStringLiteral(targetLogStates), search: parseAsString.withDefault("") },
    { history: "replace" },
  );
  const text = asked.search.toLowerCase();
  const matching = inListOrder(hosts).filter(
    (host) =>
      (asked.state === null || host.state === asked.state) &&
      `${host.hostName} ${host.hostId}`.toLowerCase().includes(text),
  );
  const filtered = asked.state !== null || text !== "";
  const counts = Map.groupBy(hosts, (host) => host.state);
  return (
    <section data-still className="border-line border-b contain-content">
      <div className="flex min-h-12 flex-wrap items-center gap-2 px-4 py-2 lg:px-6">
        <SearchInput
          label={t("search")}
          value={asked.search}
          onChange={(typed) => void setAsked({ search: typed || null })}
        />
        <fieldset className="flex h-8 overflow-x-auto rounded-control border border-line-2">
          <legend className="sr-only">{logs("state")}</legend>
          {[null, ...targetLogStates.filter((state) => counts.has(state))].map((state) => (
            <button
              key={state}
              type="button"
              aria-pressed={asked.state === state}
              onClick={() => void setAsked({ state })}
              className="flex items-center gap-1.5 whitespace-nowrap border-line-2 px-2.5 text-small not-first:border-l hover:bg-hover aria-pressed:bg-ink aria-pressed:text-on-ink"
            >
              {state === null ? t("all") : states(state)}
              <span className="opacity-70">{state === null ? hosts.length : counts.get(state)?.length}</span>
            </button>
          ))}
        </fieldset>
        <span className="text-ink-3 text-small">{t("order")}</span>
      </div>
      <div className="overflow-x-auto">
        <table aria-label={logs("hosts")} className="w-full border-collapse text-left">
          <thead>
            <tr className="border-line border-y text-ink-3 text-small">
              {(["state", "host", "pool", "exitCode", "lastLine", "duration"] as const).map((name) => (
                <th
                  key={name}
                  scope="col"
                  className={`h-9 whitespace-nowrap px-3 font-medium first:pl-4 lg:first:pl-6 ${name === "exitCode" || name === "duration" ? "text-right" : ""}`}
                >
                  {name === "pool" ? t("pool") : logs(name)}
                </th>
              ))}
            </tr>
          </thead>
          {hostGroups.map((group) => (
            <Part
              key={group}
              group={group}
              hosts={matching.filter((host) => groupOf(host) === group)}
              open={filtered}
            />
          ))}
        </table>
        {matching.length === 0 && <p className="p-6 text-ink-2">{t("none")}</p>}
      </div>
    </section>
  );
}

function Part({ group, hosts, open }: { group: HostGroup; hosts: TargetLogItem[]; open: boolean }) {
  const t = useTranslations("hostTable");
  const names = useTranslations("hostList");
  const common = useTranslations("common");
  const [unfolded, setUnfolded] = useState(group === "bad" || group === "now" || hosts.length <= 10);
  const [shown, setShown] = useState(atOnce);
  if (hosts.length === 0) return null;
  const rows = unfolded || open ? hosts.slice(0, shown) : [];
  return (
    <tbody>
      <tr className="border-line border-b bg-sunken">
        <th colSpan={columns} scope="rowgroup" className="h-8 px-4 font-normal lg:px-6">
          <button
            type="button"
            aria-expanded={rows.length > 0}
            onClick={() => setUnfolded(!unfolded)}
            className="flex items-center gap-2"
          >
            {rows.length > 0 ? (
              <ChevronDown size={14} aria-hidden="true" />
            ) : (
              <ChevronRight size={14} aria-hidden="true" />
            )}
            <b className="font-semibold">{names(group)}</b> {common("hosts", { count: hosts.length })}
            <span className="text-ink-3 text-small">
              <Range hosts={hosts} />
            </span>
          </button>
        </th>
      </tr>
      {rows.map((host) => (
        <Row key={host.targetLogId} host={host} />
      ))}
      {rows.length > 0 && hosts.length > shown && (
        <tr>
          <td colSpan={columns} className="px-4 py-2 lg:px-6">
            <Button small onClick={() => setShown(shown + 200)}>
              {t("more", { count: hosts.length - shown })}
            </Button>
          </td>
        </tr>
      )}
    </tbody>
  );
}

/** How long they took: the shortest, the longest and the middle one. */
function Range({ hosts }: { hosts: TargetLogItem[] }) {
  const t = useTranslations("hostTable");
  const locale = useLocale() as Locale;
  const took = hosts
    .flatMap(({ durationMs }) => (durationMs === null ? [] : [durationMs]))
    .sort((a, b) => a - b);
  const [first, last] = [took[0], took.at(-1)];
  if (first === undefined || last === undefined || took.length < 2) return null;
  const say = (ms: number) => formatDuration(ms, locale);
  return t("range", {
    first: say(first),
    last: say(last),
    middle: say(took[Math.floor(took.length / 2)] ?? first),
  });
}

/** A host that did not change is the same object, and is not drawn again. */
const Row = memo(function Row({ host }: { host: TargetLogItem }) {
  const reasons = useTranslations("reason");
  const { state, hostName, hostId, cloudPool, region, exitCode, lastLine, detail, reason } = host;
  return (
    <tr className="relative border-line border-b hover:bg-hover">
      <td className="h-8 px-3 pl-4 lg:pl-6">
        <State state={state} />
      </td>
      <td className="max-w-60 truncate px-3">
        <Link
          href={placeOf(host)}
          title={hostId}
          // Hundreds of rows come and go: their pages are fetched when they are opened.
          prefetch={false}
          className="font-medium after:absolute after:inset-0"
        >
          <bdi>{hostName}</bdi>
        </Link>
      </td>
      <td className="max-w-48 truncate px-3 text-ink-2">{[cloudPool, region].filter(Boolean).join(" · ")}</td>
      <td className="px-3 text-right">
        {exitCode === null ? (
          <span className="text-ink-3">—</span>
        ) : (
          <span className={exitCode === 0 ? "text-ink-3" : "font-semibold text-bad"}>{exitCode}</span>
        )}
      </td>
      <td className="w-full max-w-0 truncate px-3 font-mono text-code">
        <bdi>{lastLine ?? detail ?? (reason === null ? "" : reasons(reason))}</bdi>
      </td>
      <td className="whitespace-nowrap px-3 pr-4 text-right lg:pr-6">
        {isTerminalTargetLogState(state) ? (
          <Duration ms={host.durationMs} />
        ) : (
          <Elapsed from={host.startedAt} to={null} />
        )}
      </td>
    </tr>
  );
});
