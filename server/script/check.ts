import { LangVariant, ParseError, parse } from "sh-syntax";
import type { ServiceContext } from "../access.ts";
import { requireScope } from "../access.ts";
import { type Language, languageOfShebang } from "../domain/language.ts";
import { utf8Bytes } from "../domain/text.ts";
import type { ScriptCheckInput } from "./input.ts";
import type { ScriptCheck } from "./output.ts";

/** Beyond this the parser runs out of memory of its own; such a script is not checked. */
const checkedBytes = 65_536;

const variants: Partial<Record<Language, LangVariant>> = {
  shell: LangVariant.LangPOSIX,
  bash: LangVariant.LangBash,
};

/** Where the parser tells a place only in its words. */
const placeInWords = /^(\d+):(\d+): (.*)$/s;

/**
 * Finds what a shell would refuse to read. Other languages are not checked, and the answer says so; `auto` is
 * checked as what its `#!` line names.
 */
export async function checkScript(ctx: ServiceContext, input: ScriptCheckInput): Promise<ScriptCheck> {
  requireScope(ctx, "read");
  const language = input.language === "auto" ? languageOfShebang(input.content) : input.language;
  const variant = language === null ? undefined : variants[language];
  if (variant === undefined || utf8Bytes(input.content) > checkedBytes) return notChecked;
  try {
    await parse(input.content, { variant });
    return { checked: true, problems: [] };
  } catch (error) {
    return problemOf(error as Error, input.content) ?? notChecked;
  }
}

const notChecked: ScriptCheck = { checked: false, problems: [] };

/** Null where the parser itself gave up: that says nothing about the script. */
function problemOf(error: Error, content: string): ScriptCheck | null {
  if (error instanceof ParseError && error.Pos !== undefined) {
    return problemAt(content, error.Pos.Line, error.Pos.Col, error.message);
  }
  const [, line, column, message] = placeInWords.exec(error.message) ?? [];
  if (message === undefined) return null;
  return problemAt(content, Number(line), Number(column), message);
}

/** The parser counts bytes in a line; people and editors count characters. */
function problemAt(content: string, line: number, byteColumn: number, message: string): ScriptCheck {
  const before = Buffer.from(content.split("\n")[line - 1] ?? "").subarray(0, byteColumn - 1);
  return { checked: true, problems: [{ line, column: before.toString().length + 1, message }] };
}
