"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { firstRunCookie } from "./first-run-cookie.ts";

const oneYearSeconds = 365 * 24 * 3600;

/** Puts the first steps away, or shows them again: for this person, in this browser. */
export function HideFirstRun({ userId, hidden = false }: { userId: number; hidden?: boolean }) {
  const t = useTranslations("overview.first");
  const router = useRouter();
  const turn = () => {
    const kept = hidden ? "; max-age=0" : `; max-age=${oneYearSeconds}`;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
    document.cookie = `${firstRunCookie}=${userId}; path=/; samesite=lax${kept}`;
    router.refresh();
  };
  return (
    <button
      type="button"
      onClick={turn}
      className="text-ink-2 text-small underline decoration-line-2 underline-offset-2 hover:text-ink"
    >
      {hidden ? t("show") : t("hide")}
    </button>
  );
}
