import { Keyboard, type LucideIcon, Plus } from "lucide-react";
import type { useTranslations } from "next-intl";
import { places } from "./places.ts";

export interface Action {
  /** An address, or the name of what is shown. */
  value: string;
  label: string;
  icon: LucideIcon;
}

/** What can be done that has these words in its name. */
export function actionsFor(search: string, t: ReturnType<typeof useTranslations<never>>): Action[] {
  const makes: Action[] = [
    { value: "/scripts/new", label: t("scripts.new"), icon: Plus },
    { value: "/tasks/new", label: t("tasks.new"), icon: Plus },
    { value: "/targets/new", label: t("targets.new"), icon: Plus },
    { value: "/proxies/new", label: t("proxies.new"), icon: Plus },
  ];
  const goes = places.map<Action>(({ href, name, icon }) => {
    return { value: href, label: t("palette.go", { place: t(`nav.${name}`) }), icon };
  });
  const keys: Action = { value: "keys", label: t("keys.title"), icon: Keyboard };
  const words = search.toLowerCase();
  return [...makes, ...goes, keys].filter(({ label }) => label.toLowerCase().includes(words));
}
