import clsx from "clsx";
import { ListChecks, type LucideIcon, Play, Plus, SquareCode } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Summary } from "../../../server/dashboard/output.ts";
import { buttonClass } from "../../_ui/button.tsx";
import { StateGlyph } from "../../_ui/state-glyph.tsx";
import { Part } from "./part.tsx";

interface Step {
  name: "host" | "script" | "task" | "run";
  done: boolean;
  href: Route;
  icon: LucideIcon;
}

/** What makes a fresh installation one's own; the ticks come from what there is, not from clicks. */
export function FirstRun({ summary: { made, targets } }: { summary: Summary }) {
  const t = useTranslations("overview.first");
  const steps: Step[] = [
    { name: "host", done: made.targets > 0, href: "/targets/new", icon: Plus },
    { name: "script", done: made.scripts > 0, href: "/scripts/new", icon: SquareCode },
    { name: "task", done: made.tasks > 0, href: "/tasks/new", icon: ListChecks },
    { name: "run", done: made.runs > 0, href: made.tasks > 0 ? "/tasks" : "/scripts", icon: Play },
  ];
  const done = steps.filter((step) => step.done).length;
  const next = steps.find((step) => !step.done);
  return (
    <Part title={t("title")} beside={t("progress", { done, total: steps.length })}>
      <ol className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
        {steps.map((step) => (
          <li key={step.name} className="flex gap-2.5">
            <span className={clsx("mt-0.5", step.done ? "text-ok" : "text-ink-3")}>
              <StateGlyph state={step.done ? "succeeded" : "pending"} />
            </span>
            <div>
              <p className="font-semibold">{t(step.name)}</p>
              <p className="my-1.5 text-ink-2">{t(`${step.name}Text`)}</p>
              {!step.done && (
                <Link href={step.href} className={buttonClass(step === next ? "strong" : "plain", true)}>
                  <step.icon size={14} strokeWidth={1.75} aria-hidden="true" /> {t(step.name)}
                </Link>
              )}
            </div>
          </li>
        ))}
      </ol>
      {targets.total > made.targets && <p className="mt-4 text-ink-2">{t("sandbox")}</p>}
    </Part>
  );
}

/** Until somebody's own host, script, task and run are there. */
export function isFirstRun({ made }: Summary): boolean {
  return made.targets === 0 || made.scripts === 0 || made.tasks === 0 || made.runs === 0;
}
