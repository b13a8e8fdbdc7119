"use client";

import clsx from "clsx";
import { Search } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import type { Current } from "../../../server/session/output.ts";
import { Kbd } from "../../_ui/kbd.tsx";
import { Mark } from "../../_ui/mark.tsx";
import { Account } from "./account.tsx";
import { PhoneBar } from "./phone-bar.tsx";
import { isAt, isTargetLog, type Place, placeGroups } from "./places.ts";
import { RunningDock } from "./running-dock.tsx";
import { openPalette } from "./shell-keys.tsx";
import { TenantSwitch } from "./tenant-switch.tsx";

/** Where one can go, what runs now, and who one is: a column, a rail where room is short, a bar at a phone's foot. */
export function Navigation({ caller }: { caller: Current }) {
  const t = useTranslations("nav");
  const pathname = usePathname();
  return (
    <>
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-raise focus:p-2"
      >
        {t("skip")}
      </a>
      <aside
        data-nav={isTargetLog(pathname) ? "rail" : "auto"}
        className="sticky top-0 hidden h-dvh w-52 shrink-0 flex-col border-line border-r bg-ground p-2 lg:flex rail-nav:w-13"
      >
        <div className="flex items-center gap-1 rail-nav:flex-col">
          <Link
            href="/"
            aria-label="Hostrun"
            className="flex shrink-0 items-center gap-2.5 px-1.5 py-2 font-semibold text-section"
          >
            <Mark /> <span className="rail-nav:hidden">Hostrun</span>
          </Link>
          <TenantSwitch caller={caller} />
        </div>
        <button
          type="button"
          aria-label={t("find")}
          onClick={openPalette}
          className="mt-1 flex h-8 items-center gap-2 rounded-control border border-control bg-surface px-2 text-ink-3 hover:bg-hover rail-nav:justify-center rail-nav:px-0"
        >
          <Search size={14} strokeWidth={1.75} aria-hidden="true" />
          <span className="truncate rail-nav:hidden">{t("find")}</span>
          <span className="ml-auto rail-nav:hidden">
            <Kbd>⌘K</Kbd>
          </span>
        </button>
        <nav aria-label={t("main")} className="mt-3 flex flex-col gap-3">
          {placeGroups.map((group) => (
            <ul
              key={group[0]?.name}
              className="flex flex-col gap-0.5 not-first:border-line not-first:border-t not-first:pt-3"
            >
              {group.map((place) => (
                <li key={place.name}>
                  <PlaceLink place={place} current={isAt(pathname, place)} />
                </li>
              ))}
            </ul>
          ))}
        </nav>
        <div className="mt-auto">
          <RunningDock />
          <div className="border-line border-t pt-2">
            <Account caller={caller} />
          </div>
        </div>
      </aside>
      <PhoneBar caller={caller} />
    </>
  );
}

function PlaceLink({ place: { href, name, icon: Icon }, current }: { place: Place; current: boolean }) {
  const t = useTranslations("nav");
  return (
    <Link
      href={href}
      title={t(name)}
      aria-label={t(name)}
      aria-current={current ? "page" : undefined}
      className={clsx(
        "flex h-8 items-center gap-2.5 rounded-control px-2 rail-nav:justify-center rail-nav:px-0",
        current
          ? "bg-hover font-semibold text-ink shadow-[inset_2px_0_0_var(--ink)]"
          : "text-ink-2 hover:bg-hover",
      )}
    >
      <Icon size={16} strokeWidth={1.75} aria-hidden="true" className="shrink-0" />
      <span className="truncate rail-nav:hidden">{t(name)}</span>
    </Link>
  );
}
