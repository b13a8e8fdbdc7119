"use client";

import { TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId } from "react";

/** A run on more hosts than this has its number typed by whoever starts it. */
export const confirmedAbove = 20;

/** Whether a number of hosts is confirmed by what was typed. */
export function isConfirmed(count: number, typed: string): boolean {
  return count <= confirmedAbove || typed === String(count);
}

/** Asks for the number of hosts to be typed before a script runs on that many. */
export function TypedCount({
  count,
  typed,
  onType,
}: {
  count: number;
  typed: string;
  /** Digits alone. */
  onType: (typed: string) => void;
}) {
  const t = useTranslations("run");
  const id = useId();
  return (
    <label className="mr-auto flex flex-wrap items-center gap-x-3 gap-y-1">
      <TriangleAlert size={16} className="text-warn" aria-hidden="true" />
      <span>
        <b className="font-semibold">{t("overLimit", { count, limit: confirmedAbove })}</b> {t("typeCount")}
      </span>
      <input
        inputMode="numeric"
        data-field="expectedTargets"
        id={id}
        aria-label={t("typed")}
        value={typed}
        onChange={({ target }) => onType(target.value.replace(/\D/g, ""))}
        className="h-8 w-24 rounded-control border border-control bg-surface px-2.5 text-right"
      />
    </label>
  );
}
