"use client";

import type { ReactNode } from "react";

export interface Segment<V extends string> {
  value: V;
  /** What is shown; for a sign alone, `name` says it in words. */
  label: ReactNode;
  name?: string;
  lang?: string;
}

/** A choice of few, all in sight: one is pressed. */
export function Segments<V extends string>({
  name,
  value,
  segments,
  onChoose,
}: {
  name: string;
  value: V | undefined;
  segments: Segment<V>[];
  onChoose: (value: V) => void;
}) {
  return (
    <fieldset className="inline-flex h-7 overflow-hidden rounded-control border border-line-2">
      <legend className="sr-only">{name}</legend>
      {segments.map((segment) => (
        <button
          key={segment.value}
          type="button"
          lang={segment.lang}
          title={segment.name}
          aria-label={segment.name}
          aria-pressed={segment.value === value}
          onClick={() => onChoose(segment.value)}
          className="flex min-w-7 items-center justify-center border-line-2 px-2.5 text-small not-first:border-l hover:bg-hover aria-pressed:bg-ink aria-pressed:text-on-ink"
        >
          {segment.label}
        </button>
      ))}
    </fieldset>
  );
}
