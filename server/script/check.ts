import { LangVariant, ParseError, parse } from "sh-syntax";
import type { ServiceContext } from "../access.ts";
import { requireScope } from "../access.ts";
import type { Language } from "../domain/language.ts";
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

/** Finds what a shell would refuse to read. Other languages are not checked, and the answer says so. */
export async function checkScript(ctx: ServiceContext, input: ScriptCheckInput): Promise<ScriptCheck> {
  requireScope(ctx, "read");
  const variant = variants[input.language];
  if (variant === undefined || utf8Bytes(input.content) > checkedBytes) return notChecked;
  try {
    await parse(input.content, { variant });
    return { checked: true, problems: [] };
  } catch (error) {
    return problemOf(error as Error) ?? notChecked;
  }
}

const notChecked: ScriptCheck = { checked: false, problems: [] };

/** Null where the parser itself gave up: that says nothing about the script. */
function problemOf(error: Error): ScriptCheck | null {
  if (error instanceof ParseError && error.Pos !== undefined) {
    return {
      checked: true,
      problems: [{ line: error.Pos.Line, column: error.Pos.Col, message: error.message }],
    };
  }
  const [, line, column, message] = placeInWords.exec(error.message) ?? [];
  if (message === undefined) return null;
  return { checked: true, problems: [{ line: Number(line), column: Number(column), message }] };
}
