"use client";

import { Search } from "lucide-react";
import type { Route } from "next";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Dialog } from "radix-ui";
import { type KeyboardEvent, type ReactNode, useDeferredValue, useEffect, useState } from "react";
import { Command, CommandGroup, CommandItem } from "../../_ui/command.tsx";
import { Kbd } from "../../_ui/kbd.tsx";
import { leave } from "../../_ui/leaving.ts";
import { actionsFor } from "./palette-actions.ts";
import { Found } from "./palette-found.tsx";
import { type Narrowing, usePaletteSearch } from "./use-palette-search.ts";

/** `#` asks for a run by its number, `@` for a host, `>` for something to do. */
const signs: Record<string, Narrowing> = { "#": "taskLogs", "@": "hosts", ">": "actions" };

function readTyped(typed: string): { search: string; only: Narrowing | null } {
  const only = signs[typed.slice(0, 1)] ?? null;
  return { search: (only === null ? typed : typed.slice(1)).trim(), only };
}

/** Finds whatever has a name or an id, and goes there. */
export function Palette({
  open,
  onOpenChange,
  showKeys,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  showKeys: () => void;
}) {
  const t = useTranslations("palette");
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-[9dvh] left-1/2 z-50 w-[min(720px,calc(100vw-16px))] -translate-x-1/2 overflow-hidden rounded-panel border border-line bg-raise shadow-float"
        >
          <Dialog.Title className="sr-only">{t("title")}</Dialog.Title>
          <Finder close={() => onOpenChange(false)} showKeys={showKeys} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Finder({ close, showKeys }: { close: () => void; showKeys: () => void }) {
  const t = useTranslations("palette");
  const tAll = useTranslations();
  const router = useRouter();
  const [typed, setTyped] = useState("");
  const [selected, setSelected] = useState("");
  const { search, only } = readTyped(useDeferredValue(typed));
  const found = usePaletteSearch(search, only);
  const actions = only === null || only === "actions" ? actionsFor(search, tAll) : [];
  const choose = (value: string) => {
    close();
    if (value === "keys") showKeys();
    else leave(() => router.push(value as Route));
  };
  const values = [...found.addresses, ...actions.map(({ value }) => value)];
  const current = values.includes(selected) ? selected : (values[0] ?? "");
  // What stands there while something else was typed meanwhile is not what Enter means: it waits for its own.
  const [entered, setEntered] = useState(false);
  const settled = !found.pending && readTyped(typed).search === search;
  useEffect(() => {
    if (!entered || !settled) return;
    setEntered(false);
    if (current !== "") choose(current);
  });
  const hearEnter = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (!(event.metaKey || event.ctrlKey)) return setEntered(true);
    if (!current.startsWith("/")) return;
    window.open(current, "_blank", "noopener");
    close();
  };
  const count = found.total + actions.length;
  return (
    <Command shouldFilter={false} label={t("title")} value={current} onValueChange={setSelected} loop>
      <div className="flex items-center gap-2.5 border-line border-b px-4">
        <Search size={16} strokeWidth={1.75} className="shrink-0 text-ink-3" aria-hidden="true" />
        <Command.Input
          value={typed}
          onValueChange={(text) => {
            setTyped(text);
            setEntered(false);
          }}
          onKeyDown={hearEnter}
          placeholder={t("hint")}
          className="h-12 min-w-0 flex-1 bg-transparent text-base outline-none placeholder:text-ink-3"
        />
        <span role="status" className="shrink-0 text-ink-2 text-small">
          {search !== "" && !found.pending && t("found", { count })}
        </span>
        <Kbd>esc</Kbd>
      </div>
      <Command.List className="max-h-[60dvh] overflow-y-auto p-2 pt-0">
        {found.failed && <p className="p-3 text-bad">{t("failed")}</p>}
        {count === 0 && !found.pending && !found.failed && (
          <p className="p-3 text-ink-2">{t("nothing", { text: search })}</p>
        )}
        <Found found={found} search={search} choose={choose} />
        {actions.length > 0 && (
          <CommandGroup heading={t("actions")}>
            {actions.map(({ value, label, icon: Icon }) => (
              <CommandItem key={value + label} value={value} onSelect={choose}>
                <Icon size={14} strokeWidth={1.75} className="text-ink-2" aria-hidden="true" /> {label}
              </CommandItem>
            ))}
          </CommandGroup>
        )}
      </Command.List>
      <div className="hidden gap-4 border-line border-t px-4 py-2.5 text-ink-2 text-small sm:flex">
        <Hint keys={["↑", "↓"]}>{t("move")}</Hint>
        <Hint keys={["↵"]}>{t("open")}</Hint>
        <Hint keys={["⌘", "↵"]}>{t("newTab")}</Hint>
        <span className="ml-auto" />
        <Hint keys={["#"]}>{t("byNumber")}</Hint>
        <Hint keys={["@"]}>{t("byHost")}</Hint>
        <Hint keys={[">"]}>{t("byAction")}</Hint>
      </div>
    </Command>
  );
}

function Hint({ keys, children }: { keys: string[]; children: ReactNode }) {
  return (
    <span className="flex items-center gap-1">
      {keys.map((key) => (
        <Kbd key={key}>{key}</Kbd>
      ))}
      <span className="ml-0.5">{children}</span>
    </span>
  );
}
