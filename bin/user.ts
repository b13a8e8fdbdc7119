import { randomBytes } from "node:crypto";
import { addressOf } from "../dev/start.ts";
import { type Role, roles } from "../server/domain/role.ts";
import { env } from "../server/env.ts";
import { ServiceError } from "../server/errors.ts";
import { createUserByCommand, setPasswordByCommand } from "../server/user/by-command.ts";
import { type UserByCommandInput, userByCommandInput } from "../server/user/input.ts";
import { readOptions } from "./options.ts";
import { readPassword } from "./read-password.ts";
import { UsageError } from "./usage.ts";
import { withDatabase } from "./with-database.ts";

/** Makes a user. The last line is the invitation link alone or, where a password was piped in, the user's id. */
export async function createUser(words: string[]): Promise<void> {
  const { values } = readOptions({
    args: words,
    options: {
      email: { type: "string" },
      name: { type: "string" },
      role: { type: "string", default: "tenant_admin" },
      tenant: { type: "string" },
      "password-stdin": { type: "boolean", default: false },
    },
  });
  if (values.email === undefined) throw new UsageError("--email is needed: the address to sign in with.");
  const { email, name, tenant: tenantName } = values;
  const input = checked({ email, name, role: roleOf(values.role), tenantName });
  const password = values["password-stdin"] ? await readPassword() : undefined;
  const made = await withDatabase((database) => createUserByCommand(database, { ...input, password })).catch(
    (error) => {
      throw isNotFound(error) ? new UsageError(noTenant(tenantName)) : error;
    },
  );
  if (made.invitation === undefined) {
    process.stdout.write(`The id of ${input.email}:\n${made.id}\n`);
    return;
  }
  const { link, expiresAt } = made.invitation;
  process.stdout.write(`With this link ${input.email} sets a password, until ${expiresAt}:\n`);
  process.stdout.write(`${new URL(link, addressOf(env()))}\n`);
}

/** Sets a user's password and ends their sessions. The last line is the password alone, where none was piped in. */
export async function setPassword(words: string[]): Promise<void> {
  const { values, positionals } = readOptions({
    args: words,
    allowPositionals: true,
    options: { "password-stdin": { type: "boolean", default: false } },
  });
  const [email] = positionals;
  if (email === undefined || positionals.length > 1) {
    throw new UsageError("One e-mail is needed: hostrun user passwd <e-mail>.");
  }
  const given = values["password-stdin"] ? await readPassword() : null;
  const password = given ?? randomBytes(15).toString("base64url");
  await withDatabase((database) => setPasswordByCommand(database, { email, password })).catch((error) => {
    throw isNotFound(error) ? new UsageError(`There is no user with the e-mail ${email}.`) : error;
  });
  process.stdout.write(`The password of ${email} is set, and every session of theirs has ended.\n`);
  if (given === null) process.stdout.write(`${password}\n`);
}

/** The input as the service will read it; refused here, before a database is started for it. */
function checked(input: UserByCommandInput): UserByCommandInput {
  const parsed = userByCommandInput.safeParse(input);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path[0];
  throw new UsageError(
    field === "email"
      ? `--email is an address such as ann@example.com, not ${input.email}.`
      : "--name is one line of 1 to 128 characters.",
  );
}

function roleOf(text: string): Role {
  const role = roles.find((known) => known === text);
  if (role === undefined) throw new UsageError(`--role is one of ${roles.join(", ")}, not ${text}.`);
  return role;
}

function isNotFound(error: unknown): boolean {
  return error instanceof ServiceError && error.kind === "NOT_FOUND";
}

function noTenant(name: string | undefined): string {
  return name === undefined
    ? "There is no tenant yet. Start Hostrun once: it makes the first one."
    : `--tenant names none that exists: ${name}.`;
}
