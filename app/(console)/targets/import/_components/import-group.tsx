"use client";

import { ChevronDown, ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ImportedLine } from "../../../../../server/target/output.ts";
import { Button } from "../../../../_ui/button.tsx";
import { ImportEntry } from "./import-entry.tsx";
import { type Outcome, OutcomeSign } from "./import-outcome.tsx";

/** So many rows of a group are shown; more on request. */
const atOnce: Record<Outcome, number> = { refused: 100, changed: 100, made: 20, same: 20 };

/** The entries of one outcome, under a line that opens and closes them. */
export function ImportGroup({
  outcome,
  lines,
  opened,
}: {
  outcome: Outcome;
  lines: ImportedLine[];
  opened: boolean;
}) {
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
            <OutcomeSign outcome={outcome} />
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
          .map((line) => <ImportEntry key={`${line.kind} ${line.name} ${line.line}`} line={line} />)}
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
