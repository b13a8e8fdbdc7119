import type { Route } from "next";
import type { Role } from "../../../../server/domain/role.ts";

export interface Part {
  href: Route;
  name:
    | "users"
    | "apiTokens"
    | "sessions"
    | "tenants"
    | "platformKey"
    | "connectionChecks"
    | "calendars"
    | "noticeChannels"
    | "notices"
    | "audit"
    | "system"
    | "password";
  /** Who may see it; absent: everybody who may sign in. */
  only?: Role;
}

/** What there is to set, in groups as they stand beside it. */
export const partGroups: { name: "people" | "connection" | "told" | "platform" | "own"; parts: Part[] }[] = [
  {
    name: "people",
    parts: [
      { href: "/settings/users", name: "users" },
      { href: "/settings/api-tokens", name: "apiTokens" },
      { href: "/settings/sessions", name: "sessions" },
      { href: "/settings/tenants", name: "tenants", only: "system_admin" },
    ],
  },
  {
    name: "connection",
    parts: [
      { href: "/settings/platform-key", name: "platformKey" },
      { href: "/settings/connection-checks", name: "connectionChecks" },
    ],
  },
  {
    name: "told",
    parts: [
      { href: "/settings/calendars", name: "calendars" },
      { href: "/settings/notice-channels", name: "noticeChannels" },
      { href: "/settings/notices", name: "notices" },
    ],
  },
  {
    name: "platform",
    parts: [
      { href: "/settings/audit", name: "audit" },
      { href: "/settings/system", name: "system" },
    ],
  },
  { name: "own", parts: [{ href: "/settings/password", name: "password" }] },
];
