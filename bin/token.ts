import { randomBytes } from "node:crypto";
import { issueTokenByCommand } from "../server/api-token/issue.ts";
import { type TokenScope, tokenScopes } from "../server/domain/role.ts";
import { ServiceError } from "../server/errors.ts";
import { readOptions } from "./options.ts";
import { UsageError } from "./usage.ts";
import { withDatabase } from "./with-database.ts";

/** Makes an API token; prints it alone on the last line. */
export async function createToken(words: string[]): Promise<void> {
  const { values } = readOptions({
    args: words,
    options: {
      user: { type: "string" },
      scope: { type: "string", default: "write" },
      expires: { type: "string" },
      name: { type: "string" },
    },
  });
  if (values.user === undefined)
    throw new UsageError("--user is needed: the e-mail of the user that the token acts as.");
  const request = {
    email: values.user,
    name: values.name ?? `made at the terminal ${randomBytes(3).toString("hex")}`,
    scope: scopeOf(values.scope),
    expiresAt: values.expires === undefined ? undefined : momentOf(values.expires),
  };
  const { token } = await withDatabase((database) => issueTokenByCommand(database, request)).catch(
    (error) => {
      if (error instanceof ServiceError && error.kind === "NOT_FOUND") {
        throw new UsageError(`There is no user with the e-mail ${request.email}.`);
      }
      throw error;
    },
  );
  process.stdout.write(`${token}\n`);
}

function scopeOf(text: string): TokenScope {
  const scope = tokenScopes.find((known) => known === text);
  if (scope === undefined) throw new UsageError(`--scope is one of ${tokenScopes.join(", ")}, not ${text}.`);
  return scope;
}

function momentOf(text: string): string {
  const at = new Date(text);
  if (Number.isNaN(at.getTime()))
    throw new UsageError(`--expires is a date such as 2030-01-31, not ${text}.`);
  if (at.getTime() <= Date.now()) throw new UsageError("--expires lies in the past.");
  return at.toISOString();
}
