import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { ServiceError } from "../server/errors.ts";
import { importKeyByCommand } from "../server/ssh-key/import.ts";
import { readOptions } from "./options.ts";
import { UsageError } from "./usage.ts";
import { withDatabase } from "./with-database.ts";

/** Makes a key from a file the one that a tenant logs in with; prints its public line alone on the last line. */
export async function importKey(words: string[]): Promise<void> {
  const { values, positionals } = readOptions({
    args: words,
    allowPositionals: true,
    options: {
      tenant: { type: "string" },
      "passphrase-stdin": { type: "boolean", default: false },
      replace: { type: "boolean", default: false },
    },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0)
    throw new UsageError("Name one file: hostrun key import <file>.");
  const request = {
    tenantName: values.tenant,
    privateKey: await readKeyFile(file),
    passphrase: values["passphrase-stdin"] ? await readPassphrase() : undefined,
    replace: values.replace,
  };
  const { publicKey, fingerprint } = await withDatabase((database) =>
    importKeyByCommand(database, request),
  ).catch((error: unknown) => {
    throw told(error, values.tenant);
  });
  process.stdout.write(`${fingerprint}\n${publicKey}\n`);
}

async function readKeyFile(file: string): Promise<string> {
  return readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file} cannot be read: ${error.code}.`);
  });
}

/** From a pipe, never from the words, which others can see. */
async function readPassphrase(): Promise<string> {
  if (process.stdin.isTTY) {
    throw new UsageError(
      "--passphrase-stdin reads a pipe, and this is a terminal. Use it as in: … --passphrase-stdin < file",
    );
  }
  return (await text(process.stdin)).replace(/\r?\n$/, "");
}

/** What a person at the terminal can do about it, in the words of the terminal. */
function told(error: unknown, tenant: string | undefined): unknown {
  if (!(error instanceof ServiceError)) return error;
  if (error.kind === "NOT_FOUND") return new UsageError(`There is no tenant named ${tenant ?? "so"}.`);
  if (error.reason === "PASSPHRASE_NEEDED") {
    return new UsageError(
      "This key has a passphrase. Pipe it in: hostrun key import <file> --passphrase-stdin",
    );
  }
  if (error.reason === "KEY_NOT_READY") {
    return new UsageError(
      "There is nothing to seal it with yet. Start Hostrun once, so that a worker makes the master key.",
    );
  }
  if (error.reason === "KEY_IN_USE") {
    return new UsageError(
      `${error.values.hosts} hosts are reached with the present key and would be lost until the new one is there. Put it on them first, then say --replace.`,
    );
  }
  return error;
}
