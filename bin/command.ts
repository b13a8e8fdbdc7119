import { SettingsError } from "../server/env.ts";
import { ServiceError } from "../server/errors.ts";
import { errorMessage } from "../server/messages.ts";
import { UsageError } from "./usage.ts";

const usage = `hostrun <verb>

  start [--web|--worker]                 run the product, or one half of it
  migrate                                bring the database up to date
  user create --email <e-mail> [--name <name>] [--role system_admin|tenant_admin] [--tenant <name>]
              [--password-stdin]         make a user; the last line is an invitation link alone
  user passwd <e-mail> [--password-stdin]
                                         set a password; the last line is a generated one alone
  token create --user <e-mail> [--scope read|write|admin] [--expires <date>] [--name <name>]
                                         make an API token; the last line is the token alone
  key import <file> [--tenant <name>] [--passphrase-stdin] [--replace]
                                         log in with a key of your own; the last line is its public one alone
  doctor                                 look at each part and each wall; say what is wrong and what to do

A role is tenant_admin unless said otherwise, a tenant the first one, a scope write.
--password-stdin takes a password from a pipe instead of making one.
Settings stand in the environment or in .env; the README lists them.`;

/** Each verb by its words; what it needs is loaded when it is asked for. */
const verbs: Record<string, (words: string[]) => Promise<void>> = {
  start: async (words) => (await import("./start.ts")).start(words),
  migrate: async (words) => (await import("./migrate.ts")).migrate(words),
  "user create": async (words) => (await import("./user.ts")).createUser(words),
  "user passwd": async (words) => (await import("./user.ts")).setPassword(words),
  "token create": async (words) => (await import("./token.ts")).createToken(words),
  "key import": async (words) => (await import("./key.ts")).importKey(words),
  doctor: async (words) => (await import("./doctor.ts")).doctor(words),
};

try {
  await run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${told(error)}\n`);
  process.exit(1);
}

async function run(words: string[]): Promise<void> {
  if (words.some((word) => ["--help", "-h"].includes(word)) || words[0] === "help") {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const name = [words.slice(0, 2).join(" "), words[0] ?? ""].find((known) => Object.hasOwn(verbs, known));
  const verb = name === undefined ? undefined : verbs[name];
  if (name === undefined || verb === undefined) throw new UsageError(unknownVerb(words));
  await verb(words.slice(name.split(" ").length));
}

function unknownVerb(words: string[]): string {
  const typed = words.filter((word) => !word.startsWith("-")).slice(0, 2);
  return typed.length === 0 ? usage : `There is no verb "${typed.join(" ")}".\n\n${usage}`;
}

/** What to say of an error: a sentence where it is one that people can mend, else everything. */
function told(error: unknown): string {
  if (error instanceof SettingsError || error instanceof UsageError) return error.message;
  if (error instanceof ServiceError) return errorMessage("en", error.reason, error.values);
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
