import { createTranslator } from "use-intl/core";
import en from "../messages/en.json" with { type: "json" };
import zhCN from "../messages/zh-CN.json" with { type: "json" };
import type { Locale } from "./domain/locale.ts";
import type { ErrorReason } from "./errors.ts";

const catalogues = { en, "zh-CN": zhCN };

/** An error's sentence in the caller's language. */
export function errorMessage(
  locale: Locale,
  reason: ErrorReason,
  values: Record<string, string | number> = {},
): string {
  const translate = createTranslator({ locale, messages: catalogues[locale], namespace: "errors" });
  return translate(reason, values as never);
}
