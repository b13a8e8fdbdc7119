"use client";

import clsx from "clsx";
import {
  ChevronDown,
  ChevronRight,
  Download,
  Equal,
  type LucideIcon,
  Pencil,
  Plus,
  SquareArrowOutUpRight,
  X,
} from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ImportedLine, TargetImport } from "../../../../../server/target/output.ts";
import { Button, buttonClass } from "../../../../_ui/button.tsx";
import { SearchInput } from "../../../../_ui/search-input.tsx";
import { Segments } from "../../../../_ui/segments.tsx";

/** Worst first. */
const outcomes = ["refused", "changed", "made", "same"] as const;
type Outcome = (typeof outcomes)[number];

const signs: Record<Outcome, LucideIcon> = { refused: X, changed: Pencil, made: Plus, same: Equal };
const looks: Record<Outcome, string> = {
  refused: "text-bad",
  changed: "text-ink",
  made: "text-ok",
  same: "text-ink-3",
};
const bars: Record<Outcome, string> = {
  refused: "bg-bad-solid",
  changed: "bg-ink",
  made: "bg-ok-solid",
  same: "bg-line-2",
};

/** So many rows of a group are shown; more on request. */
const atOnce: Record<Outcome, number> = { refused: 100, changed: 100, made: 20, same: 20 };

/** What an import would do, entry by entry, with what is wrong first. */
export function ImportPreview({ preview }: { preview: TargetImport }) {
  const t = useTranslations("importHosts");
  const { lines: all, counts, notRead } = preview;
  const [asked, setAsked] = useState("");
  const [only, setOnly] = useState<Outcome | "all">("all");
  const lines = all.filter((line) => holds(line, asked));
  const shownOutcomes = outcomes.filter((outcome) => only === "all" || only === outcome);
  return (
    <section aria-label={t("preview")}>
      <div className="flex flex-wrap items-center gap-x-8 gap-y-3 border-line border-b px-4 py-4 lg:px-6">
        <dl className="flex flex-wrap gap-x-8 gap-y-2">
          {outcomes.map((outcome) => (
            <div key={outcome}>
              <dt className={clsx("flex items-center gap-1.5 text-small", looks[outcome])}>
                <Sign outcome={outcome} /> {t(`outcomes.${outcome}`)}
              </dt>
              <dd className="text-big">{counts[outcome]}</dd>
            </div>
          ))}
        </dl>
        <div className="min-w-60 flex-1">
          <div aria-hidden="true" className="flex h-2 gap-px overflow-hidden rounded-full">
            {outcomes.map((outcome) => (
              <span key={outcome} className={bars[outcome]} style={{ flexGrow: counts[outcome] }} />
            ))}
          </div>
          <p className="mt-2 text-ink-2">{t("would", counts)}</p>
        </div>
      </div>
      {notRead.length > 0 && (
        <p className="border-line border-b bg-warn-tint px-4 py-2 text-small text-warn lg:px-6">
          {t("notRead", { count: notRead.length })}{" "}
          <span className="font-mono">
            {[...new Set(notRead.map(({ text }) => text))].slice(0, 12).join(", ")}
          </span>
        </p>
      )}
      <div className="flex flex-wrap items-center gap-3 border-line border-b px-4 py-3 lg:px-6">
        <SearchInput label={t("search")} value={asked} onChange={setAsked} />
        <Segments
          name={t("outcome")}
          value={only}
          onChoose={setOnly}
          segments={(["all", ...outcomes] as const).map((value) => ({
            value,
            label:
              value === "all" ? t("all", { count: all.length }) : <Counted outcome={value} {...counts} />,
          }))}
        />
        <span className="ml-auto">
          <SaveRefused lines={all} />
        </span>
      </div>
      {lines.length === 0 && <p className="px-4 py-4 text-ink-2 lg:px-6">{t("noneFound")}</p>}
      <div className="overflow-x-auto">
        <table aria-label={t("preview")} className="w-full border-collapse text-left">
          <thead>
            <tr className="border-line border-b text-ink-3 text-small">
              <th scope="col" className="h-9 px-3 pl-4 text-right font-medium lg:pl-6">
                {t("line")}
              </th>
              <th scope="col" className="px-3 font-medium">
                {t("name")}
              </th>
              <th scope="col" className="w-full px-3 font-medium">
                {t("what")}
              </th>
            </tr>
          </thead>
          {shownOutcomes.map((outcome) => (
            <Group
              key={`${outcome} ${only === outcome}`}
              outcome={outcome}
              lines={lines.filter((line) => line.outcome === outcome)}
              opened={outcome !== "same" || only === outcome || asked !== ""}
            />
          ))}
        </table>
      </div>
    </section>
  );
}

function Sign({ outcome, size = 14 }: { outcome: Outcome; size?: number }) {
  const Icon = signs[outcome];
  return <Icon size={size} strokeWidth={2} aria-hidden="true" className={looks[outcome]} />;
}

/** Whether what is searched stands in an entry's name or line, or is the line's number. */
function holds({ name, source, line }: ImportedLine, asked: string): boolean {
  const text = asked.trim().toLowerCase();
  return text === String(line) || `${name} ${source}`.toLowerCase().includes(text);
}

function Counted({ outcome, ...counts }: { outcome: Outcome } & TargetImport["counts"]) {
  const t = useTranslations("importHosts");
  return (
    <span className="inline-flex items-center gap-1.5">
      <Sign outcome={outcome} size={12} /> {t(`outcomes.${outcome}`)} {counts[outcome]}
    </span>
  );
}

function Group({ outcome, lines, opened }: { outcome: Outcome; lines: ImportedLine[]; opened: boolean }) {
  const t = useTranslations("importHosts");
  const [chosen, setChosen] = useState<boolean>();
  const open = chosen ?? opened;
  const [shown, setShown] = useState(atOnce[outcome]);
  if (lines.length === 0) return null;
  return (
    <tbody>
      <tr className="border-line border-b bg-sunken">
        <th colSpan={3} scope="rowgroup" className="h-8 px-4 font-normal lg:px-6">
          <button
            type="button"
            aria-expanded={open}
            onClick={() => setChosen(!open)}
            className="flex items-center gap-2"
          >
            {open ? (
              <ChevronDown size={14} aria-hidden="true" />
            ) : (
              <ChevronRight size={14} aria-hidden="true" />
            )}
            <Sign outcome={outcome} />
            <b className="font-semibold">
              {t("group", { outcome: t(`outcomes.${outcome}`), count: lines.length })}
            </b>
            <span className="text-ink-2 text-small">{t(`notes.${outcome}`)}</span>
          </button>
        </th>
      </tr>
      {open &&
        lines
          .slice(0, shown)
          .map((line) => <Entry key={`${line.kind} ${line.name} ${line.line}`} line={line} />)}
      {open && lines.length > shown && (
        <tr>
          <td colSpan={3} className="px-4 py-2 lg:px-6">
            <Button small onClick={() => setShown(shown + 200)}>
              {t("more", { count: lines.length - shown })}
            </Button>
          </td>
        </tr>
      )}
    </tbody>
  );
}

function Entry({
  line: { line, kind, name, outcome, source, reason, part, changes, missingProxy },
}: {
  line: ImportedLine;
}) {
  const t = useTranslations("importHosts");
  return (
    <tr className="border-line border-b align-top">
      <td className="px-3 py-2 pl-4 text-right text-ink-3 lg:pl-6">{line}</td>
      <td className="max-w-72 truncate px-3 py-2 font-medium">
        <bdi>{name}</bdi>
        {kind === "proxy" && (
          <span className="ml-2 rounded-cell bg-sunken px-1.5 py-0.5 font-normal text-ink-2 text-small">
            {t("proxy")}
          </span>
        )}
      </td>
      <td className="px-3 py-2">
        {reason !== undefined && <p>{reason}</p>}
        {outcome === "refused" && (
          <p className="break-all font-mono text-code text-ink-2">
            <Marked text={source} part={part} />
          </p>
        )}
        {missingProxy !== undefined && (
          <Link
            href={`/proxies/new?name=${encodeURIComponent(missingProxy)}`}
            target="_blank"
            className={`${buttonClass("plain", true)} my-1`}
          >
            <SquareArrowOutUpRight size={12} strokeWidth={1.75} aria-hidden="true" /> {t("makeProxy")}
          </Link>
        )}
        {changes?.map(({ field, from, to }) => (
          <span key={field} className="mr-4 inline-flex items-center gap-1.5">
            <span className="whitespace-nowrap text-ink-2 text-small">{t(`fields.${field as "name"}`)}</span>
            {from !== null && from !== "" && <Value sign="−" look="bg-diff-removed" text={from} />}
            {to !== null && <Value sign="+" look="bg-diff-added" text={to} />}
          </span>
        ))}
        {outcome === "made" && <span className="break-all font-mono text-code text-ink-2">{source}</span>}
      </td>
    </tr>
  );
}

function Value({ sign, look, text }: { sign: string; look: string; text: string }) {
  return (
    <span className={clsx("rounded-cell px-1.5 font-mono text-code", look)}>
      {`${sign} `}
      <bdi>{text}</bdi>
    </span>
  );
}

/** The wrong part of a line is underlined where it stands. */
function Marked({ text, part }: { text: string; part: string | undefined }) {
  const at = part === undefined || part === "" ? -1 : text.indexOf(part);
  if (at < 0 || part === undefined) return <bdi>{text}</bdi>;
  return (
    <bdi>
      {text.slice(0, at)}
      <span className="text-ink underline decoration-bad decoration-dashed underline-offset-4">{part}</span>
      {text.slice(at + part.length)}
    </bdi>
  );
}

/** Saves the lines that are refused, to be mended and brought again by themselves; nothing where none is. */
export function SaveRefused({ lines }: { lines: ImportedLine[] }) {
  const t = useTranslations("importHosts");
  const refused = lines.filter(({ outcome }) => outcome === "refused");
  if (refused.length === 0) return null;
  return (
    <Button onClick={() => save(refused)}>
      <Download size={14} strokeWidth={1.75} aria-hidden="true" />{" "}
      {t("saveRefused", { count: refused.length })}
    </Button>
  );
}

function save(lines: ImportedLine[]): void {
  const url = URL.createObjectURL(
    new Blob([lines.map(({ source }) => `${source}\n`).join("")], { type: "text/plain" }),
  );
  const link = Object.assign(document.createElement("a"), { href: url, download: "refused.txt" });
  link.click();
  URL.revokeObjectURL(url);
}
