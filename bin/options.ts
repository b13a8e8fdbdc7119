import { type ParseArgsConfig, parseArgs } from "node:util";
import { UsageError } from "./usage.ts";

/** Reads the words behind a verb; a {@link UsageError} names the one that it does not know. */
export function readOptions<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    if (!code.startsWith("ERR_PARSE_ARGS")) throw error;
    throw new UsageError(`${firstSentence(message)} See hostrun --help.`);
  }
}

/** Node adds advice on quoting that helps nobody here. */
function firstSentence(message: string): string {
  return `${message.split(". ")[0]?.replace(/\.$/, "")}.`;
}
