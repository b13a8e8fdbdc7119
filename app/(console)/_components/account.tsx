"use client";

import { Keyboard } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Current } from "../../../server/session/output.ts";
import { Button } from "../../_ui/button.tsx";
import { LanguageSwitch } from "../../_ui/language-switch.tsx";
import { PopoverButton } from "../../_ui/popover-button.tsx";
import { ThemeSwitch } from "../../_ui/theme-switch.tsx";
import { openKeys } from "./shell-keys.tsx";
import { SignOut } from "./sign-out.tsx";

/** Who one is, and how the console speaks and looks. */
export function Account({ caller: { name, email } }: { caller: Current }) {
  const t = useTranslations("shell");
  const panel = (close: () => void) => (
    <>
      <p className="truncate font-medium">{name}</p>
      <p className="mb-3 truncate text-ink-2 text-small">{email}</p>
      <div className="flex flex-col items-start gap-2">
        <LanguageSwitch />
        <ThemeSwitch />
        <div className="flex gap-2">
          <Button
            small
            onClick={() => {
              close();
              openKeys();
            }}
          >
            <Keyboard size={14} strokeWidth={1.75} aria-hidden="true" /> {t("keys")}
          </Button>
          <SignOut />
        </div>
      </div>
    </>
  );
  return (
    <PopoverButton
      side="top"
      panel={panel}
      panelClass="w-60 p-3"
      aria-label={t("account", { name })}
      className="flex h-9 w-full min-w-0 items-center gap-2 rounded-control px-2 hover:bg-hover rail-nav:justify-center rail-nav:px-0"
    >
      <Initial name={name} />
      <span className="truncate text-ink-2 rail-nav:hidden">{name}</span>
    </PopoverButton>
  );
}

function Initial({ name }: { name: string }) {
  return (
    <span
      aria-hidden="true"
      className="flex size-6 shrink-0 items-center justify-center rounded-full bg-ink font-semibold text-on-ink text-small"
    >
      {Array.from(name)[0]?.toUpperCase()}
    </span>
  );
}
