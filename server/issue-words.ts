import { locales as zodLocales } from "zod";
import { refusalOf } from "./domain/field-refusal.ts";
import type { Locale } from "./domain/locale.ts";
import { isMissing } from "./domain/missing.ts";
import { fieldMessage } from "./messages.ts";

const zodMessages = { en: zodLocales.en().localeError, "zh-CN": zodLocales.zhCN().localeError };

/** As much of a zod issue as its sentence needs. */
interface Issue {
  code: string;
  message: string;
  params?: unknown;
}

/** What is wrong with a value, in the caller's language: our own sentence where there is one, else zod's. */
export function issueMessage(issue: Issue, locale: Locale): string {
  const ours = issue.code === "custom" ? refusalOf(issue.params) : null;
  if (ours !== null) return fieldMessage(locale, ours.refusal, ours.values);
  if (issue.code === "custom") return issue.message;
  if (isMissing(issue)) return fieldMessage(locale, "REQUIRED");
  const localized = zodMessages[locale](issue as Parameters<(typeof zodMessages)["en"]>[0]);
  return (typeof localized === "string" ? localized : localized?.message) ?? issue.message;
}
