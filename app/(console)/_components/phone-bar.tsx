"use client";

import clsx from "clsx";
import { Ellipsis, type LucideIcon, Search } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { Dialog } from "radix-ui";
import { type ReactNode, useState } from "react";
import type { Current } from "../../../server/session/output.ts";
import { LanguageSwitch } from "../../_ui/language-switch.tsx";
import { ThemeSwitch } from "../../_ui/theme-switch.tsx";
import { isAt, type Place, places } from "./places.ts";
import { openPalette } from "./shell-keys.tsx";
import { SignOut } from "./sign-out.tsx";
import { TenantSwitch } from "./tenant-switch.tsx";

const atTheFoot = ["overview", "tasks", "taskLogs", "targets"];

/** The navigation on a phone: four places within the thumb's reach, and everything else behind the fifth. */
export function PhoneBar({ caller }: { caller: Current }) {
  const t = useTranslations("nav");
  const pathname = usePathname();
  const [open, setOpen] = useState(false);
  const isFoot = ({ name }: Place) => atTheFoot.includes(name);
  const more = places.filter((place) => !isFoot(place));
  const elsewhere = more.some((place) => isAt(pathname, place));
  return (
    <nav
      aria-label={t("main")}
      className="fixed inset-x-0 bottom-0 z-20 grid grid-cols-5 border-line border-t bg-ground pb-[env(safe-area-inset-bottom)] lg:hidden"
    >
      {places.filter(isFoot).map((place) => {
        const current = isAt(pathname, place);
        return (
          <Link
            key={place.name}
            href={place.href}
            aria-current={current ? "page" : undefined}
            className={footLook(current)}
          >
            <FootSign icon={place.icon}>{place.name === "taskLogs" ? t("logs") : t(place.name)}</FootSign>
          </Link>
        );
      })}
      <Dialog.Root open={open} onOpenChange={setOpen}>
        <Dialog.Trigger className={footLook(elsewhere)}>
          <FootSign icon={Ellipsis}>{t("more")}</FootSign>
        </Dialog.Trigger>
        <Dialog.Portal>
          <Dialog.Overlay className="fixed inset-0 z-40 bg-scrim" />
          <Dialog.Content
            aria-describedby={undefined}
            className="fixed inset-x-0 bottom-0 z-50 rounded-t-panel border-line border-t bg-raise p-4 pb-8 shadow-float"
          >
            <Dialog.Title className="mb-2 text-section">{caller.name}</Dialog.Title>
            <div className="mb-3">
              <TenantSwitch caller={caller} />
            </div>
            <ul className="border-line border-y py-1">
              <li>
                <button
                  type="button"
                  className="flex h-11 w-full items-center gap-3"
                  onClick={() => {
                    setOpen(false);
                    openPalette();
                  }}
                >
                  <Search size={16} strokeWidth={1.75} aria-hidden="true" /> {t("find")}
                </button>
              </li>
              {more.map(({ href, name, icon: Icon }) => (
                <li key={name}>
                  <Link href={href} onClick={() => setOpen(false)} className="flex h-11 items-center gap-3">
                    <Icon size={16} strokeWidth={1.75} aria-hidden="true" /> {t(name)}
                  </Link>
                </li>
              ))}
            </ul>
            <div className="mt-4 flex flex-wrap items-center gap-3">
              <LanguageSwitch />
              <ThemeSwitch />
              <SignOut />
            </div>
          </Dialog.Content>
        </Dialog.Portal>
      </Dialog.Root>
    </nav>
  );
}

function footLook(current: boolean): string {
  return clsx(
    "-mt-px flex min-h-14 flex-col items-center justify-center gap-0.5 border-t-2 text-small",
    current ? "border-ink font-semibold text-ink" : "border-transparent text-ink-2",
  );
}

function FootSign({ icon: Icon, children }: { icon: LucideIcon; children: ReactNode }) {
  return (
    <>
      <Icon size={18} strokeWidth={1.75} aria-hidden="true" />
      {children}
    </>
  );
}
