"use client";

import { Ellipsis } from "lucide-react";
import { useTranslations } from "next-intl";
import { lazy, Suspense, useState } from "react";
import type { TaskFacts } from "./task-facts.ts";

const loadMenu = () => import("./task-menu-open.tsx");
const OpenMenu = lazy(loadMenu);

const look =
  "inline-flex size-7 items-center justify-center rounded-control border border-transparent text-ink-2 hover:border-line-2 hover:bg-surface aria-expanded:border-line-2 aria-expanded:bg-surface";

/** What can be done to the task of a row. The menu itself comes with the first that is opened. */
export function TaskMenu({ task }: { task: TaskFacts }) {
  const t = useTranslations("tasks");
  const [wanted, setWanted] = useState(false);
  const button = (
    <button
      type="button"
      aria-haspopup="menu"
      aria-label={t("menu", { name: task.name })}
      className={look}
      onPointerEnter={() => void loadMenu()}
      onFocus={() => void loadMenu()}
      onClick={() => setWanted(true)}
    >
      <Ellipsis size={16} strokeWidth={1.75} aria-hidden="true" />
    </button>
  );
  if (!wanted) return button;
  return (
    <Suspense fallback={button}>
      <OpenMenu task={task} button={button} />
    </Suspense>
  );
}
