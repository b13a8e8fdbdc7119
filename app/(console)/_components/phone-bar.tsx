"use client";

import clsx from "clsx";
import { Ellipsis, type LucideIcon } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { lazy, type ReactNode, Suspense, useState } from "react";
import type { Current } from "../../../server/session/output.ts";
import { isAt, type Place, places } from "./places.ts";

const More = lazy(() => import("./phone-more.tsx"));

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
      <button
        type="button"
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(true)}
        className={footLook(elsewhere)}
      >
        <FootSign icon={Ellipsis}>{t("more")}</FootSign>
      </button>
      {open && (
        <Suspense>
          <More caller={caller} places={more} onClose={() => setOpen(false)} />
        </Suspense>
      )}
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
