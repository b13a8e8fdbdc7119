"use client";

import { useLocale, useTranslations } from "next-intl";
import type { Locale } from "../../../server/domain/locale.ts";
import { Command, CommandItem } from "../command.tsx";
import { formatOffset, formatZone } from "../format.ts";

/** All zones, found by a part of their name or of their place's. */
export default function TimeZoneChoice({ onChoose }: { onChoose: (zone: string) => void }) {
  const t = useTranslations("schedule");
  const locale = useLocale() as Locale;
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zones = [...new Set([own, "UTC", ...Intl.supportedValuesOf("timeZone")])];
  return (
    <Command label={t("zone")}>
      <Command.Input
        autoFocus
        placeholder={t("searchZone")}
        className="h-8 w-full rounded-control border border-control bg-surface px-2.5 placeholder:text-ink-3"
      />
      <Command.List className="mt-2 max-h-72 overflow-y-auto">
        <Command.Empty className="p-3 text-ink-2">{t("noZone")}</Command.Empty>
        {zones.map((zone) => (
          <CommandItem
            key={zone}
            value={`${zone} ${formatZone(zone, locale)}`}
            onSelect={() => onChoose(zone)}
          >
            <span className="truncate">{zone}</span>
            <span className="ml-auto whitespace-nowrap text-ink-3 text-small">
              {formatOffset(zone, locale)}
            </span>
          </CommandItem>
        ))}
      </Command.List>
    </Command>
  );
}
