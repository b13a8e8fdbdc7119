"use client";

import clsx from "clsx";
import { ChevronDown, ChevronUp, Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { type RefObject, useState } from "react";

/** Looks for a text in the whole log: how many lines hold it, which of them one is at, and the next and previous. */
export function LogSearch({
  box,
  open,
  text,
  matchCase,
  hits,
  done,
  at,
  onChange,
  onStep,
}: {
  box: RefObject<HTMLInputElement | null>;
  /** On a phone it has a row of its own, where it was asked for. */
  open: boolean;
  text: string;
  matchCase: boolean;
  hits: number;
  /** Whether the whole log was looked through. */
  done: boolean;
  /** The hit that one is at, from 1; 0 before the first. */
  at: number;
  onChange: (text: string, matchCase: boolean) => void;
  onStep: (by: 1 | -1) => void;
}) {
  const t = useTranslations("targetLog");
  const [typed, setTyped] = useState(text);
  const type = (next: string) => {
    setTyped(next);
    onChange(next, matchCase);
  };
  return (
    <search
      className={clsx(
        "h-8 min-w-0 flex-1 items-center gap-1 rounded-control border border-control bg-surface pr-1 pl-2.5 focus-within:outline focus-within:outline-2 focus-within:outline-now-solid",
        open ? "flex max-lg:order-last max-lg:h-11 max-lg:basis-full lg:max-w-90" : "hidden max-w-90 lg:flex",
      )}
    >
      <Search size={14} strokeWidth={1.75} className="shrink-0 text-ink-3" aria-hidden="true" />
      <input
        ref={box}
        type="text"
        aria-label={t("search")}
        placeholder={t("search")}
        value={typed}
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") onStep(event.shiftKey ? -1 : 1);
          if (event.key === "Escape") type("");
        }}
        className="min-w-0 flex-1 bg-transparent outline-none placeholder:text-ink-3"
      />
      {typed !== "" && (
        <output className="whitespace-nowrap text-ink-2 text-small tabular-nums" aria-live="polite">
          {done || hits > 0 ? t("hits", { at, count: hits, done: String(done) }) : t("searching")}
        </output>
      )}
      <Step name={t("previousHit")} onClick={() => onStep(-1)} icon={<ChevronUp size={14} />} />
      <Step name={t("nextHit")} onClick={() => onStep(1)} icon={<ChevronDown size={14} />} />
      <button
        type="button"
        aria-pressed={matchCase}
        aria-label={t("matchCase")}
        title={t("matchCase")}
        onClick={() => onChange(typed, !matchCase)}
        className="h-6 rounded-cell px-1 text-ink-3 text-small hover:bg-hover aria-pressed:bg-ink aria-pressed:text-on-ink"
      >
        Aa
      </button>
    </search>
  );
}

function Step({ name, icon, onClick }: { name: string; icon: React.ReactNode; onClick: () => void }) {
  return (
    <button
      type="button"
      aria-label={name}
      title={name}
      onClick={onClick}
      className="flex size-6 shrink-0 items-center justify-center rounded-cell text-ink-2 hover:bg-hover"
    >
      {icon}
    </button>
  );
}
