"use client";

import { Check } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Button } from "./button.tsx";
import { CopyButton } from "./copy-button.tsx";

/** A secret that is never shown again: framed, and there until somebody says that it was put away. */
export function ShownOnce({
  title,
  facts,
  prefix = "",
  secret,
  copy,
  hide,
  close,
  children,
}: {
  title: string;
  facts: ReactNode;
  /** The part that is no secret. */
  prefix?: string;
  secret: string;
  /** What the buttons say. */
  copy: string;
  hide: string;
  close: () => void;
  children?: ReactNode;
}) {
  const t = useTranslations("shownOnce");
  const [put, setPut] = useState(false);
  return (
    <section
      aria-label={title}
      className="mx-4 mb-4 overflow-hidden rounded-panel border border-ok-line bg-surface lg:mx-6"
    >
      <p role="status" className="flex flex-wrap items-center gap-2 bg-ok-tint px-3.5 py-2.5">
        <Check size={14} strokeWidth={2} className="text-ok" aria-hidden="true" />
        <strong className="font-semibold">{title}</strong> {t("text")}
        <span className="ml-auto text-ink-2 text-small">{facts}</span>
      </p>
      <div className="flex flex-wrap items-center gap-3 p-3.5">
        <code className="min-w-0 flex-1 basis-64 select-all break-all rounded-control border border-control px-3 py-1.5 text-section">
          <span className="text-ink-3">{prefix}</span>
          {secret}
        </code>
        <CopyButton look="strong" small={false} text={prefix + secret}>
          {copy}
        </CopyButton>
      </div>
      {children}
      <div className="flex flex-wrap items-center gap-3 border-line border-t bg-sunken px-3.5 py-2.5">
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            checked={put}
            onChange={({ target }) => setPut(target.checked)}
            className="accent-ink"
          />
          {t("put")}
        </label>
        <span className="ml-auto">
          <Button small disabled={!put} onClick={close}>
            {hide}
          </Button>
        </span>
      </div>
    </section>
  );
}
