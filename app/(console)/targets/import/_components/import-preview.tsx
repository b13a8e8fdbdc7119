"use client";

import clsx from "clsx";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ImportedLine, TargetImport } from "../../../../../server/target/output.ts";
import { SearchInput } from "../../../../_ui/search-input.tsx";
import { Segments } from "../../../../_ui/segments.tsx";
import { ImportGroup } from "./import-group.tsx";
import { bars, looks, type Outcome, OutcomeSign, outcomes } from "./import-outcome.tsx";
import { SaveRefused } from "./save-refused.tsx";

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
      <Summary counts={counts} />
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
            <ImportGroup
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

/** How many entries come to what: in figures, as shares of a bar, and in a sentence. */
function Summary({ counts }: Pick<TargetImport, "counts">) {
  const t = useTranslations("importHosts");
  return (
    <div className="flex flex-wrap items-center gap-x-8 gap-y-3 border-line border-b px-4 py-4 lg:px-6">
      <dl className="flex flex-wrap gap-x-8 gap-y-2">
        {outcomes.map((outcome) => (
          <div key={outcome}>
            <dt className={clsx("flex items-center gap-1.5 text-small", looks[outcome])}>
              <OutcomeSign outcome={outcome} /> {t(`outcomes.${outcome}`)}
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
  );
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
      <OutcomeSign outcome={outcome} size={12} /> {t(`outcomes.${outcome}`)} {counts[outcome]}
    </span>
  );
}
