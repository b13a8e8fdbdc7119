"use client";

import clsx from "clsx";
import {
  LayoutDashboard,
  ListChecks,
  type LucideIcon,
  ScrollText,
  Server,
  SquareCode,
  Waypoints,
} from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { LanguageSwitch } from "../../_ui/language-switch.tsx";
import { Mark } from "../../_ui/mark.tsx";
import { ThemeSwitch } from "../../_ui/theme-switch.tsx";
import { RunningDock } from "./running-dock.tsx";
import { SignOut } from "./sign-out.tsx";

type Place = {
  href: Route;
  name: "overview" | "scripts" | "tasks" | "taskLogs" | "targets" | "proxies";
  icon: LucideIcon;
};

const places: Place[][] = [
  [
    { href: "/", name: "overview", icon: LayoutDashboard },
    { href: "/scripts", name: "scripts", icon: SquareCode },
    { href: "/tasks", name: "tasks", icon: ListChecks },
    { href: "/task-logs", name: "taskLogs", icon: ScrollText },
  ],
  [
    { href: "/targets", name: "targets", icon: Server },
    { href: "/proxies", name: "proxies", icon: Waypoints },
  ],
];

/** Where one can go, what runs now, and who one is; on a phone a bar at the foot. */
export function Navigation({ name, tenantName }: { name: string; tenantName: string }) {
  const t = useTranslations("nav");
  return (
    <>
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-raise focus:p-2"
      >
        {t("skip")}
      </a>
      <aside className="sticky top-0 hidden h-dvh flex-col border-line border-r bg-ground p-2 lg:flex">
        <Link href="/" className="flex items-center gap-2.5 px-2 py-2 font-semibold text-section">
          <Mark /> Hostrun <span className="truncate font-normal text-ink-3 text-small">{tenantName}</span>
        </Link>
        <nav aria-label={t("main")} className="mt-3 flex flex-col gap-3">
          {places.map((group) => (
            <ul
              key={group[0]?.name}
              className="flex flex-col gap-0.5 not-first:border-line not-first:border-t not-first:pt-3"
            >
              {group.map((place) => (
                <li key={place.name}>
                  <PlaceLink place={place} />
                </li>
              ))}
            </ul>
          ))}
        </nav>
        <div className="mt-auto">
          <RunningDock />
          <Account name={name} />
        </div>
      </aside>
      <nav
        aria-label={t("main")}
        className="fixed inset-x-0 bottom-0 z-20 flex justify-around border-line border-t bg-ground lg:hidden"
      >
        {places
          .flat()
          .slice(0, 5)
          .map((place) => (
            <PlaceLink key={place.name} place={place} tall />
          ))}
      </nav>
    </>
  );
}

function PlaceLink({ place: { href, name, icon: Icon }, tall }: { place: Place; tall?: boolean }) {
  const t = useTranslations("nav");
  const pathname = usePathname();
  const current = href === "/" ? pathname === "/" : pathname === href || pathname.startsWith(`${href}/`);
  return (
    <Link
      href={href}
      aria-current={current ? "page" : undefined}
      className={clsx(
        "flex items-center rounded-control",
        tall ? "min-h-14 min-w-14 flex-col justify-center gap-0.5 text-small" : "h-8 gap-2.5 px-2",
        current ? "bg-hover font-semibold text-ink" : "text-ink-2 hover:bg-hover",
        current && !tall && "shadow-[inset_2px_0_0_var(--ink)]",
      )}
    >
      <Icon size={16} strokeWidth={1.75} aria-hidden="true" /> {t(name)}
    </Link>
  );
}

function Account({ name }: { name: string }) {
  const t = useTranslations("nav");
  return (
    <details className="relative border-line border-t pt-2">
      <summary className="flex h-9 list-none items-center gap-2 rounded-control px-2 hover:bg-hover">
        <span
          className="flex size-6 items-center justify-center rounded-full bg-ink font-semibold text-on-ink text-small"
          aria-hidden="true"
        >
          {name.slice(0, 1).toUpperCase()}
        </span>
        <span className="sr-only">{t("account")}</span>
        <span className="truncate text-ink-2">{name}</span>
      </summary>
      <div className="absolute bottom-11 left-0 z-30 flex flex-col items-start gap-2 rounded-panel border border-line bg-raise p-3 shadow-float">
        <LanguageSwitch />
        <ThemeSwitch />
        <SignOut />
      </div>
    </details>
  );
}
