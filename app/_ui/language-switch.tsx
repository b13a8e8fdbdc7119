"use client";

import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import type { Locale } from "../../server/domain/locale.ts";
import { languageNames } from "./language-names.ts";
import { Segments } from "./segments.tsx";

const oneYearSeconds = 365 * 24 * 3600;

/** Each language names itself in its own words. */
export function LanguageSwitch() {
  const t = useTranslations("shell");
  const router = useRouter();
  const choose = (locale: Locale) => {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
    document.cookie = `NEXT_LOCALE=${locale}; path=/; max-age=${oneYearSeconds}; samesite=lax`;
    router.refresh();
  };
  return (
    <Segments<Locale>
      name={t("language")}
      value={useLocale() as Locale}
      onChoose={choose}
      segments={languageNames}
    />
  );
}
