import type { LanguageSupport, StreamLanguage } from "@codemirror/language";
import { type Language, languageOfShebang } from "../../../server/domain/language.ts";

type Loaded = LanguageSupport | StreamLanguage<unknown>;

/** Each grammar comes when a text in it is shown. */
const grammars: Record<Exclude<Language, "auto">, () => Promise<Loaded>> = {
  shell: shellGrammar,
  bash: shellGrammar,
  python: async () => (await import("@codemirror/lang-python")).python(),
  perl: async () => legacy((await import("@codemirror/legacy-modes/mode/perl")).perl),
  ruby: async () => legacy((await import("@codemirror/legacy-modes/mode/ruby")).ruby),
  node: async () => (await import("@codemirror/lang-javascript")).javascript(),
  php: async () => (await import("@codemirror/lang-php")).php(),
  powershell: async () => legacy((await import("@codemirror/legacy-modes/mode/powershell")).powerShell),
};

/** How a text's words are told apart for its colours; null where nothing says which language it is in. */
export async function loadGrammar(language: Language, text: string): Promise<Loaded | null> {
  const known = language === "auto" ? languageOfShebang(text) : language;
  return known === null || known === "auto" ? null : grammars[known]();
}

async function shellGrammar(): Promise<Loaded> {
  return legacy((await import("@codemirror/legacy-modes/mode/shell")).shell);
}

async function legacy<S>(mode: import("@codemirror/language").StreamParser<S>): Promise<Loaded> {
  const { StreamLanguage } = await import("@codemirror/language");
  return StreamLanguage.define(mode) as StreamLanguage<unknown>;
}
