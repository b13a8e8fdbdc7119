"use client";

import { Search } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Dialog } from "radix-ui";
import type { Current } from "../../../server/session/output.ts";
import { LanguageSwitch } from "../../_ui/language-switch.tsx";
import { ThemeSwitch } from "../../_ui/theme-switch.tsx";
import type { Place } from "./places.ts";
import { openPalette } from "./shell-keys.tsx";
import { SignOut } from "./sign-out.tsx";
import { TenantSwitch } from "./tenant-switch.tsx";

/** Everything that has no room at a phone's foot. */
export default function PhoneMore({
  caller,
  places,
  onClose,
}: {
  caller: Current;
  places: Place[];
  onClose: () => void;
}) {
  const t = useTranslations("nav");
  return (
    <Dialog.Root open onOpenChange={onClose}>
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
                  onClose();
                  openPalette();
                }}
              >
                <Search size={16} strokeWidth={1.75} aria-hidden="true" /> {t("find")}
              </button>
            </li>
            {places.map(({ href, name, icon: Icon }) => (
              <li key={name}>
                <Link href={href} onClick={onClose} className="flex h-11 items-center gap-3">
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
  );
}
