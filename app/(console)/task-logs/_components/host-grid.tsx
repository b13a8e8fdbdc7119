"use client";

import clsx from "clsx";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { type KeyboardEvent, memo, type SyntheticEvent, useRef, useState } from "react";
import type { Locale } from "../../../../server/domain/locale.ts";
import { targetLogStates } from "../../../../server/domain/target-log-state.ts";
import type { TargetLogItem } from "../../../../server/task-log/output.ts";
import { formatDuration } from "../../../_ui/format.ts";
import { Kbd } from "../../../_ui/kbd.tsx";
import { Segments } from "../../../_ui/segments.tsx";
import { familyOf, State } from "../../../_ui/state.tsx";
import { StateGlyph } from "../../../_ui/state-glyph.tsx";
import { groupOf } from "./host-order.ts";
import { placeOf } from "./place-of.ts";

/** Above so many hosts the cells are small. */
const many = 200;

const looks = {
  idle: "border border-line-2 text-ink-3",
  now: "bg-now-tint text-now",
  ok: "bg-ok-tint text-ok",
  bad: "bg-bad-solid text-on-bad",
  warn: "bg-warn-solid text-on-warn",
  lost: "bg-lost-solid text-on-lost",
} as const;

const parts = ["pool", "region", "state"] as const;
type Part = (typeof parts)[number];

/**
 * One cell a host: pale where all is well, solid where somebody should look. Arrows move, and what is known of the
 * host stands below; Enter opens its output.
 */
export function HostGrid({ hosts }: { hosts: TargetLogItem[] }) {
  const t = useTranslations("hostGrid");
  const logs = useTranslations("taskLogs");
  const states = useTranslations("state");
  const words = Object.fromEntries(targetLogStates.map((state) => [state, states(state)]));
  const common = useTranslations("common");
  const router = useRouter();
  const [by, setBy] = useState<Part>("pool");
  const [at, setAt] = useState<number | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const small = hosts.length > many;
  const partOf = (host: TargetLogItem) =>
    by === "state" ? states(host.state) : ((by === "pool" ? host.cloudPool : host.region) ?? t("noPart"));
  const inOrder = hosts.toSorted((a, b) => a.position - b.position);
  const rows = [...Map.groupBy(inOrder, partOf)];
  const cells = rows.flatMap(([, members]) => members);
  const chosen =
    cells.find((host) => host.targetLogId === at) ??
    cells.find((host) => groupOf(host) === "bad") ??
    cells[0];
  const move = (event: KeyboardEvent) => {
    const index = cells.findIndex((host) => host.targetLogId === chosen?.targetLogId);
    const next = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: cells.length - 1 }[event.key];
    const target = next === undefined ? vertical(event.key, rows, chosen) : cells[next];
    if (target === undefined) return;
    event.preventDefault();
    setAt(target.targetLogId);
    box.current?.querySelector<HTMLElement>(`[data-host="${target.targetLogId}"]`)?.focus();
  };
  // Told by the box, so that a cell has nothing of its own that would be new at each drawing.
  const choose = (event: SyntheticEvent) => {
    const host = hostOf(event);
    if (host !== null) setAt(host);
  };
  const open = (event: SyntheticEvent) => {
    const host = cells.find((one) => one.targetLogId === hostOf(event));
    if (host !== undefined) router.push(placeOf(host));
  };
  return (
    <section data-still className="border-line border-b p-4 contain-content lg:p-6">
      <div className="mb-3 flex items-center gap-2">
        <h2 className="text-section">{logs("hosts")}</h2>
        <span className="text-ink-3 text-small">{logs("oneCell")}</span>
        <span className="ml-auto">
          <Segments
            name={t("by")}
            value={by}
            onChoose={setBy}
            segments={parts.map((value) => ({ value, label: t(`parts.${value}`) }))}
          />
        </span>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a grid of cells that arrows move in has no element of its own */}
      <div
        ref={box}
        role="group"
        aria-label={logs("hosts")}
        onKeyDown={move}
        onFocus={choose}
        onPointerOver={choose}
        onClick={open}
        className="flex flex-col gap-3"
      >
        {rows.map(([name, members]) => {
          const bad = members.filter((host) => groupOf(host) === "bad").length;
          const ended = members.filter((host) => host.endedAt !== null).length;
          return (
            <div key={name}>
              <p className="mb-1 flex justify-between text-small">
                <span>{name}</span>
                <span className="text-ink-3">
                  {`${ended}/${members.length}`}
                  {bad > 0 && <b className="font-semibold text-bad">{` · ${t("bad", { count: bad })}`}</b>}
                </span>
              </p>
              <div className={clsx("flex flex-wrap", small ? "gap-px" : "gap-0.75")}>
                {members.map((host) => (
                  <Cell
                    key={host.targetLogId}
                    id={host.targetLogId}
                    state={host.state}
                    label={`${host.hostName}, ${words[host.state]}`}
                    small={small}
                    chosen={host === chosen}
                  />
                ))}
              </div>
            </div>
          );
        })}
      </div>
      {chosen !== undefined && <Readout host={chosen} />}
      <p className="sr-only">{common("hosts", { count: hosts.length })}</p>
    </section>
  );
}

/** The host in the same place of the part above or below. */
function vertical(
  key: string,
  rows: [string, TargetLogItem[]][],
  from: TargetLogItem | undefined,
): TargetLogItem | undefined {
  const step = { ArrowUp: -1, ArrowDown: 1 }[key];
  const row = rows.findIndex(([, members]) => members.some((host) => host === from));
  if (step === undefined || from === undefined || row < 0) return undefined;
  const place = rows[row]?.[1].indexOf(from) ?? 0;
  const members = rows[row + step]?.[1];
  return members?.[Math.min(place, members.length - 1)];
}

/** The host whose cell an event came from. */
function hostOf({ target }: SyntheticEvent): number | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>("[data-host]") : null;
  return cell === null ? null : Number(cell.dataset.host);
}

/** Hundreds of them stand on a page, and few change at a time. */
const Cell = memo(function Cell({
  id,
  state,
  label,
  small,
  chosen,
}: {
  id: number;
  state: TargetLogItem["state"];
  label: string;
  small: boolean;
  chosen: boolean;
}) {
  return (
    <button
      type="button"
      data-host={id}
      tabIndex={chosen ? 0 : -1}
      aria-label={label}
      aria-current={chosen ? "true" : undefined}
      className={clsx(
        "flex items-center justify-center rounded-cell contain-strict",
        small ? "size-3" : "size-5 transition-colors duration-200",
        looks[familyOf[state]],
        chosen && "outline outline-2 outline-ink outline-offset-1",
      )}
    >
      {small ? <SmallSign state={state} /> : <StateGlyph state={state} size={12} />}
    </button>
  );
});

/** In a small cell, what differs keeps its glyph; what runs is a dot, and what waits or is well the cell alone. */
function SmallSign({ state }: { state: TargetLogItem["state"] }) {
  const family = familyOf[state];
  if (family === "ok" || state === "pending") return null;
  return family === "now" ? (
    <span className="size-1 rounded-full bg-current" />
  ) : (
    <StateGlyph state={state} size={8} />
  );
}

/** What is known of the host in focus; it replaces hints that would hide cells. */
function Readout({ host }: { host: TargetLogItem }) {
  const t = useTranslations("hostGrid");
  const logs = useTranslations("taskLogs");
  const reasons = useTranslations("reason");
  const locale = useLocale() as Locale;
  const facts = [
    host.cloudPool,
    host.region,
    host.exitCode === null ? null : `${logs("exitCode")} ${host.exitCode}`,
    host.reason === null || host.reason === "exit_code" ? null : reasons(host.reason),
    host.durationMs === null ? null : formatDuration(host.durationMs, locale),
  ];
  return (
    <div className="mt-4 min-h-14 border-line border-t pt-3">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <State state={host.state} />
        <b className="font-semibold">
          <bdi>{host.hostName}</bdi>
        </b>
        <span className="text-ink-2">{facts.filter((fact) => fact !== null).join(" · ")}</span>
        <span className="ml-auto flex items-center gap-1 text-ink-3 text-small max-lg:hidden">
          <Kbd>↑</Kbd>
          <Kbd>↓</Kbd>
          <Kbd>←</Kbd>
          <Kbd>→</Kbd> {t("move")} <Kbd>Enter</Kbd> {t("open")}
        </span>
      </p>
      <p className="mt-1 truncate font-mono text-code">
        <bdi>{host.lastLine ?? host.detail ?? ""}</bdi>
      </p>
    </div>
  );
}
