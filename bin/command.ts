import { SettingsError } from "../server/env.ts";
import { migrate } from "./migrate.ts";
import { start } from "./start.ts";
import { createToken } from "./token.ts";
import { UsageError } from "./usage.ts";

const usage = `hostrun <verb>

  start [--web|--worker]                     run the product, or one half of it
  migrate                                    bring the database up to date
  token create --user <e-mail> [--scope read|write|admin] [--expires <date>]
                                             make an API token; the last line is the token alone
`;

/** Each verb by its words. */
const verbs: Record<string, (words: string[]) => Promise<void>> = {
  start,
  migrate,
  "token create": createToken,
};

const words = process.argv.slice(2);
const verb = [words.slice(0, 2).join(" "), words[0] ?? ""].find((name) => name in verbs);

try {
  if (verb === undefined) throw new UsageError(usage);
  await verbs[verb]?.(words.slice(verb.split(" ").length));
} catch (error) {
  const known = error instanceof SettingsError || error instanceof UsageError;
  process.stderr.write(
    `${known ? error.message : error instanceof Error ? (error.stack ?? error.message) : error}\n`,
  );
  process.exit(1);
}
