"use client";

import clsx from "clsx";
import { ChevronsUpDown, Globe } from "lucide-react";
import { useLocale } from "next-intl";
import { lazy, Suspense } from "react";
import { useController } from "react-hook-form";
import type { Locale } from "../../../server/domain/locale.ts";
import { isTimeZone } from "../../../server/domain/time-zone.ts";
import { formatOffset } from "../format.ts";
import { PopoverButton } from "../popover-button.tsx";
import { useControl } from "./field.tsx";

const TimeZoneChoice = lazy(() => import("./time-zone-choice.tsx"));

/** Whose clock a schedule follows: one of the zones that this browser knows, found by typing. */
export function TimeZoneSelect({ name }: { name: string }) {
  const locale = useLocale() as Locale;
  const { field } = useController({ name });
  const { className, ...control } = useControl();
  return (
    <PopoverButton
      {...control}
      onBlur={field.onBlur}
      className={clsx(className, "flex h-8 items-center gap-2 text-left")}
      panelClass="flex w-80 max-w-[92vw] flex-col p-2"
      panel={(close) => (
        <Suspense>
          <TimeZoneChoice
            onChoose={(zone) => {
              field.onChange(zone);
              close();
            }}
          />
        </Suspense>
      )}
    >
      <Globe size={14} className="shrink-0 text-ink-3" aria-hidden="true" />
      <span className="truncate">{field.value}</span>
      {isTimeZone(field.value ?? "") && (
        <span className="text-ink-3 text-small">{formatOffset(field.value, locale)}</span>
      )}
      <ChevronsUpDown size={14} className="ml-auto shrink-0 text-ink-3" aria-hidden="true" />
    </PopoverButton>
  );
}
