import {
  CalendarClock,
  LayoutDashboard,
  ListChecks,
  type LucideIcon,
  ScrollText,
  Server,
  SlidersHorizontal,
  SquareCode,
  Waypoints,
} from "lucide-react";
import type { Route } from "next";

export interface Place {
  href: Route;
  name: "overview" | "scripts" | "tasks" | "taskLogs" | "upcoming" | "targets" | "proxies" | "settings";
  icon: LucideIcon;
  /** After `g`, the key that leads there. */
  key: string;
}

/** Where one can go, in groups as they stand in the navigation. */
export const placeGroups: Place[][] = [
  [
    { href: "/", name: "overview", icon: LayoutDashboard, key: "o" },
    { href: "/scripts", name: "scripts", icon: SquareCode, key: "s" },
    { href: "/tasks", name: "tasks", icon: ListChecks, key: "t" },
    { href: "/task-logs", name: "taskLogs", icon: ScrollText, key: "l" },
    { href: "/upcoming", name: "upcoming", icon: CalendarClock, key: "u" },
  ],
  [
    { href: "/targets", name: "targets", icon: Server, key: "h" },
    { href: "/proxies", name: "proxies", icon: Waypoints, key: "p" },
  ],
  [{ href: "/settings", name: "settings", icon: SlidersHorizontal, key: "," }],
];

export const places = placeGroups.flat();

export function isAt(pathname: string, { href }: Pick<Place, "href">): boolean {
  return href === "/" ? pathname === "/" : pathname === href || pathname.startsWith(`${href}/`);
}

/** The page whose output wants all the room: the navigation folds, and its keys are its own. */
export function isTargetLog(pathname: string): boolean {
  return /^\/task-logs\/[^/]+\/targets\/[^/]+/.test(pathname);
}
