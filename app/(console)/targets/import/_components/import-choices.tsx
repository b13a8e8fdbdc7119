"use client";

import { useTranslations } from "next-intl";
import { Segments } from "../../../../_ui/segments.tsx";
import type { Asked } from "./use-import.ts";

const formats = ["csv", "ssh_config", "ansible"] as const;

/** How a file is read, and what becomes of hosts that exist already. */
export function ImportChoices({
  asked: { format, username, existing },
  onChange,
}: {
  asked: Asked;
  onChange: (given: Partial<Asked>) => void;
}) {
  const t = useTranslations("importHosts");
  return (
    <div className="flex flex-wrap items-center gap-x-6 gap-y-2 border-line border-b px-4 py-3 lg:px-6">
      <Segments
        name={t("format")}
        value={format}
        onChoose={(chosen) => onChange({ format: chosen })}
        segments={formats.map((value) => ({ value, label: t(`formats.${value}`) }))}
      />
      <label className="flex items-center gap-2">
        <span className="text-ink-2 text-small">{t("username")}</span>
        <input
          type="text"
          autoComplete="off"
          value={username ?? ""}
          onChange={({ target }) =>
            onChange({ username: target.value.trim() === "" ? undefined : target.value })
          }
          className="h-7 w-32 rounded-control border border-control bg-surface px-2 font-mono"
        />
      </label>
      <span className="flex items-center gap-2 lg:ml-auto">
        <span className="text-ink-2 text-small">{t("existing")}</span>
        <Segments
          name={t("existing")}
          value={existing}
          onChoose={(chosen) => onChange({ existing: chosen })}
          segments={(["change", "keep"] as const).map((value) => ({ value, label: t(`existings.${value}`) }))}
        />
      </span>
    </div>
  );
}
