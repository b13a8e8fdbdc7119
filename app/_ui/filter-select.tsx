"use client";

import { useTranslations } from "next-intl";
import { useFilter } from "./use-filter.ts";

/** A filter of many values; what is chosen stands in the URL, and the list begins at its first page. */
export function FilterSelect({
  name,
  label,
  values,
}: {
  name: string;
  label: string;
  values: { value: string; label: string; count?: number }[];
}) {
  const t = useTranslations("common");
  const { value, choose } = useFilter(name);
  if (values.length === 0 && value === "") return null;
  return (
    <select
      aria-label={label}
      value={value}
      onChange={({ target }) => choose(target.value)}
      className="field-sizing-content h-7 max-w-48 rounded-control border border-line-2 bg-surface px-2 text-small hover:bg-hover has-[option:not([value='']):checked]:border-ink has-[option:not([value='']):checked]:font-medium max-md:h-11"
    >
      <option value="">{value === "" ? label : `${label}${t("colon")}${t("all")}`}</option>
      {value !== "" && !values.some((one) => one.value === value) && <option value={value}>{value}</option>}
      {values.map((one) => (
        <option key={one.value} value={one.value}>
          {one.count === undefined ? one.label : `${one.label} (${one.count})`}
        </option>
      ))}
    </select>
  );
}

/** A filter by a day, in the same way. */
export function FilterDay({ name, label }: { name: string; label: string }) {
  const { value, choose } = useFilter(name);
  return (
    <label className="flex h-7 items-center gap-1.5 text-ink-2 text-small">
      {label}
      <input
        type="date"
        value={value}
        onChange={({ target }) => choose(target.value)}
        className="h-7 rounded-control border border-line-2 bg-surface px-2 max-md:h-11"
      />
    </label>
  );
}
