import { createTranslator } from "use-intl/core";
import { catalogues } from "#catalogues";
import type { FieldRefusal } from "./domain/field-refusal.ts";
import type { ImportRefusal } from "./domain/import-refusal.ts";
import type { Locale } from "./domain/locale.ts";
import type { SendReason } from "./domain/notice.ts";
import type { ErrorReason } from "./errors.ts";

type English = (typeof catalogues)["en"];
type Values = Record<string, string | number>;

/** An error's sentence in the caller's language. */
export function errorMessage(locale: Locale, reason: ErrorReason, values: Values = {}): string {
  return translate(locale, "errors", reason, values);
}

/** What is wrong with a field, and its cure. */
export function fieldMessage(
  locale: Locale,
  refusal: FieldRefusal | "UNKNOWN_FIELD" | "REQUIRED",
  values: Values = {},
): string {
  return translate(locale, "fields", refusal, values);
}

/** Why an entry of an imported file is refused. */
export function importMessage(locale: Locale, refusal: ImportRefusal, values: Values = {}): string {
  return translate(locale, "imports", refusal, values);
}

/** What to do about a failed step of a look at a host; null for a reason that has no sentence. */
export function cure(locale: Locale, reason: string): string | null {
  return Object.hasOwn(catalogues.en.cures, reason) ? translate(locale, "cures", reason, {}) : null;
}

/** A part of a sentence. */
export function phrase(locale: Locale, name: keyof English["phrases"], values: Values): string {
  return translate(locale, "phrases", name, values);
}

/** A part of the sentence that says when a schedule fires. */
export function scheduleWord(locale: Locale, name: keyof English["scheduleWords"], values: Values): string {
  return translate(locale, "scheduleWords", name, values);
}

/** What somebody should think about before they save a schedule. */
export function scheduleWarning(
  locale: Locale,
  warning: keyof English["scheduleWarnings"],
  values: Values,
): string {
  return translate(locale, "scheduleWarnings", warning, values);
}

/** Why a planned moment came to nothing, or was made up for: a reason of schedules, or the error's that refused its run. */
export function fireReason(locale: Locale, reason: string, values: Values = {}): string | null {
  if (Object.hasOwn(catalogues.en.fireReasons, reason))
    return translate(locale, "fireReasons", reason, values);
  return Object.hasOwn(catalogues.en.errors, reason) ? translate(locale, "errors", reason, values) : null;
}

/** A part of what a notice says. */
export function noticeText(locale: Locale, name: keyof English["noticeTexts"], values: Values): string {
  return translate(locale, "noticeTexts", name, values);
}

/** Why a receiver did not take a notice, and what to do. */
export function noticeReason(locale: Locale, reason: SendReason): string {
  return translate(locale, "noticeReasons", reason, {});
}

const words = {
  state: (locale: Locale, name: string) => translate(locale, "state", name, {}),
  reason: (locale: Locale, name: string) => translate(locale, "reason", name, {}),
  triggers: (locale: Locale, name: string) => translate(locale, "taskLogs", `triggers.${name}`, {}),
};

/** What pages call a state, a reason or a trigger, in running text. */
export function word(locale: Locale, kind: keyof typeof words, name: string): string {
  const said = words[kind](locale, name);
  return locale === "en" && kind === "state" ? said.toLowerCase() : said;
}

/** A word of the page that shows the API. */
export function apiDocsWord(locale: Locale, name: keyof English["apiDocs"]): string {
  return translate(locale, "apiDocs", name, {});
}

function translate(locale: Locale, namespace: keyof English, name: string, values: Values): string {
  const say = createTranslator({ locale, messages: catalogues[locale], namespace });
  return say(name as never, values as never);
}
