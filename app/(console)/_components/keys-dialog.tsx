"use client";

import { Keyboard } from "lucide-react";
import { useTranslations } from "next-intl";
import { Dialog } from "../../_ui/dialog.tsx";
import { Kbd } from "../../_ui/kbd.tsx";
import { useSingleKeysOn } from "../../_ui/single-keys.ts";

type Name =
  | "find"
  | "this"
  | "goOverview"
  | "goScripts"
  | "goTasks"
  | "goTaskLogs"
  | "goTargets"
  | "goProxies"
  | "goSettings"
  | "new"
  | "close"
  | "search"
  | "nextPrevious"
  | "openRow";

/** Each way is keys that are pressed one after the other or together; of several ways each does it. */
type Row = { name: Name; ways: string[][] };

const groups: { name: "lists" | "anywhere"; rows: Row[] }[] = [
  {
    name: "lists",
    rows: [
      { name: "search", ways: [["/"]] },
      { name: "nextPrevious", ways: [["j"], ["k"]] },
      { name: "openRow", ways: [["↵"]] },
      { name: "new", ways: [["n"]] },
    ],
  },
  {
    name: "anywhere",
    rows: [
      {
        name: "find",
        ways: [
          ["⌘", "K"],
          ["Ctrl", "K"],
        ],
      },
      { name: "this", ways: [["?"]] },
      { name: "goOverview", ways: [["g", "o"]] },
      { name: "goScripts", ways: [["g", "s"]] },
      { name: "goTasks", ways: [["g", "t"]] },
      { name: "goTaskLogs", ways: [["g", "l"]] },
      { name: "goTargets", ways: [["g", "h"]] },
      { name: "goProxies", ways: [["g", "p"]] },
      { name: "goSettings", ways: [["g", ","]] },
      { name: "close", ways: [["esc"]] },
    ],
  },
];

/** All keys there are, and the switch of the single ones. */
export function KeysDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const t = useTranslations("keys");
  const [on, turn] = useSingleKeysOn();
  const foot = (
    <>
      <p className="mr-auto flex items-center gap-2 text-ink-2">
        <Keyboard size={16} strokeWidth={1.75} aria-hidden="true" /> {on ? t("rest") : t("off")}
      </p>
      <button type="button" className="underline underline-offset-4" onClick={() => turn(!on)}>
        {on ? t("turnOff") : t("turnOn")}
      </button>
    </>
  );
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("title")} wide foot={foot}>
      <div className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
        {groups.map((group) => (
          <section key={group.name}>
            <h3 className="border-line border-b pb-1 text-ink-2 text-small">{t(group.name)}</h3>
            <dl>
              {group.rows.map(({ name, ways }) => (
                <div key={name} className="flex min-h-8 items-center border-line border-b">
                  <dt>{t(name)}</dt>
                  <dd className="ml-auto flex gap-3">
                    {ways.map((way) => (
                      <span key={way.join("")} className="flex gap-0.5">
                        {way.map((key) => (
                          <Kbd key={key}>{key}</Kbd>
                        ))}
                      </span>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
