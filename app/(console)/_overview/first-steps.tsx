import clsx from "clsx";
import { BellRing, CalendarClock, type LucideIcon, Play, Plus, SquareCode } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Summary } from "../../../server/dashboard/output.ts";
import { buttonClass } from "../../_ui/button.tsx";
import { StateGlyph } from "../../_ui/state-glyph.tsx";
import { HideFirstRun } from "./hide-first-run.tsx";
import { Part } from "./part.tsx";

interface Step {
  name: "host" | "script" | "own" | "schedule" | "notices";
  done: boolean;
  href: Route;
  icon: LucideIcon;
}

/** What makes an installation one's own; the ticks come from what there is, not from clicks. */
export function FirstSteps({
  summary: { made },
  userId,
  strong,
}: {
  summary: Summary;
  userId: number;
  /** Its next step is the page's. */
  strong: boolean;
}) {
  const t = useTranslations("overview.first");
  const steps: Step[] = [
    { name: "host", done: made.targets > 0, href: "/targets/new", icon: Plus },
    { name: "script", done: made.scripts > 0, href: "/scripts/new", icon: SquareCode },
    { name: "own", done: made.ranOnOwnHost, href: made.scripts > 0 ? "/scripts" : "/tasks/new", icon: Play },
    { name: "schedule", done: made.schedules > 0, href: "/tasks/new", icon: CalendarClock },
    { name: "notices", done: made.notices, href: "/settings/notice-channels", icon: BellRing },
  ];
  const done = steps.filter((step) => step.done).length;
  const next = steps.find((step) => !step.done);
  return (
    <Part
      title={strong ? t("title") : t("titleThen")}
      beside={t("progress", { done, total: steps.length })}
      end={<HideFirstRun userId={userId} />}
    >
      <ol className="grid gap-x-6 gap-y-4 sm:grid-cols-2 xl:grid-cols-5 xl:*:not-first:border-l xl:*:not-first:border-line xl:*:not-first:pl-6">
        {steps.map((step) => (
          <li key={step.name} className="flex gap-2.5">
            <span className={clsx("mt-0.5", step.done ? "text-ok" : "text-ink-3")}>
              <StateGlyph state={step.done ? "succeeded" : "pending"} />
              <span className="sr-only">{step.done ? t("done") : t("notDone")}</span>
            </span>
            <div className="flex min-w-0 flex-1 flex-col items-start">
              <p className="font-semibold">{t(step.name)}</p>
              <p className="mt-1 mb-2.5 text-ink-2">{t(`${step.name}Text`)}</p>
              {!step.done && (
                <Link
                  href={step.href}
                  className={clsx("mt-auto", buttonClass(strong && step === next ? "strong" : "plain", true))}
                >
                  <step.icon size={14} strokeWidth={1.75} aria-hidden="true" /> {t(step.name)}
                </Link>
              )}
            </div>
          </li>
        ))}
      </ol>
    </Part>
  );
}
