"use client";

import { Keyboard } from "lucide-react";
import { useTranslations } from "next-intl";
import { Popover } from "radix-ui";
import { useState } from "react";
import type { Current } from "../../../server/session/output.ts";
import { Button } from "../../_ui/button.tsx";
import { LanguageSwitch } from "../../_ui/language-switch.tsx";
import { ThemeSwitch } from "../../_ui/theme-switch.tsx";
import { openKeys } from "./shell-keys.tsx";
import { SignOut } from "./sign-out.tsx";

/** Who one is, and how the console speaks and looks. */
export function Account({ caller: { name, email } }: { caller: Current }) {
  const t = useTranslations("shell");
  const [open, setOpen] = useState(false);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        aria-label={t("account", { name })}
        className="flex h-9 w-full min-w-0 items-center gap-2 rounded-control px-2 hover:bg-hover rail-nav:justify-center rail-nav:px-0"
      >
        <Initial name={name} />
        <span className="truncate text-ink-2 rail-nav:hidden">{name}</span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          side="top"
          sideOffset={4}
          collisionPadding={8}
          className="z-30 w-60 rounded-panel border border-line bg-raise p-3 shadow-float"
        >
          <p className="truncate font-medium">{name}</p>
          <p className="mb-3 truncate text-ink-2 text-small">{email}</p>
          <div className="flex flex-col items-start gap-2">
            <LanguageSwitch />
            <ThemeSwitch />
            <div className="flex gap-2">
              <Button
                small
                onClick={() => {
                  setOpen(false);
                  openKeys();
                }}
              >
                <Keyboard size={14} strokeWidth={1.75} aria-hidden="true" /> {t("keys")}
              </Button>
              <SignOut />
            </div>
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
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
