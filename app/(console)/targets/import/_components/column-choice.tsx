"use client";

import clsx from "clsx";
import { ArrowRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { type CsvField, csvFields } from "../../../../../server/target/input.ts";
import type { TargetImport } from "../../../../../server/target/output.ts";

/** What each column of a CSV is taken for, to be changed by hand; nothing of the others is imported. */
export function ColumnChoice({
  columns,
  onChoose,
}: {
  columns: TargetImport["columns"];
  onChoose: (heading: string, field: CsvField | null) => void;
}) {
  const t = useTranslations("importHosts");
  return (
    <fieldset className="flex flex-wrap items-center gap-2 border-line border-b px-4 py-2.5 lg:px-6">
      <legend className="sr-only">{t("columns")}</legend>
      <span aria-hidden="true" className="text-ink-2 text-small">
        {t("columns")}
      </span>
      {columns.map(({ heading, field }, at) => (
        <label
          // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have the same heading
          key={`${at} ${heading}`}
          className={clsx(
            "flex h-8 max-w-full items-center gap-1.5 rounded-control border pr-1 pl-2.5 max-md:h-11",
            field === null ? "border-line-2 border-dashed text-ink-2" : "border-line-2",
          )}
        >
          <span className="truncate font-mono text-code">
            <bdi>{heading}</bdi>
          </span>
          <ArrowRight size={12} strokeWidth={1.75} className="shrink-0 text-ink-3" aria-hidden="true" />
          <span className="sr-only">{t("holds")}</span>
          <select
            value={field ?? ""}
            onChange={({ target }) =>
              onChoose(heading, csvFields.find((one) => one === target.value) ?? null)
            }
            className="h-7 bg-surface"
          >
            <option value="">{t("notImported")}</option>
            {csvFields.map((one) => (
              <option key={one} value={one}>
                {t(`fields.${one}`)}
              </option>
            ))}
          </select>
        </label>
      ))}
    </fieldset>
  );
}
