import { array, type RefinementCtx, record, string } from "zod";
import { refuse } from "./field-refusal.ts";
import { exactText, utf8Bytes } from "./text.ts";

/** Linux takes 128 KiB for one argument or variable; a little less leaves room for its name. */
const maximumValueBytes = 122_880;
/** All arguments, and all variables, together. */
const maximumTogetherBytes = 1_048_576;
const maximumArguments = 1_000;

const value = exactText(maximumValueBytes, "120 KiB");

/** A script's arguments, exactly as they will arrive. */
export const argumentsSchema = array(value)
  .max(maximumArguments)
  .superRefine((all, ctx) => refuseTooLarge(all, ctx));

/** Variables that a script is given; the platform's own names are its own. */
export const environmentSchema = record(string().max(256), value).superRefine((variables, ctx) => {
  for (const name of Object.keys(variables)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) refuse(ctx, "ENVIRONMENT_NAME", {}, [name]);
    else if (name.startsWith("HOSTRUN_")) refuse(ctx, "ENVIRONMENT_NAME_RESERVED", {}, [name]);
  }
  refuseTooLarge(Object.entries(variables).flat(), ctx);
});

function refuseTooLarge(texts: string[], ctx: RefinementCtx): void {
  const bytes = texts.reduce((sum, text) => sum + utf8Bytes(text), 0);
  if (bytes > maximumTogetherBytes) refuse(ctx, "ALL_TOGETHER_TOO_LARGE", { limit: "1 MiB" });
}
