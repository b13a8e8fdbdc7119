import { text } from "node:stream/consumers";
import { passwordSchema } from "../server/domain/password.ts";
import { UsageError } from "./usage.ts";

/** The password that was piped in, without the newline that ends it; never from the words, which others can see. */
export async function readPassword(): Promise<string> {
  if (process.stdin.isTTY) {
    throw new UsageError(
      "--password-stdin reads a pipe, and this is a terminal. Use it as in: … --password-stdin < file",
    );
  }
  const parsed = passwordSchema.safeParse((await text(process.stdin)).replace(/\r?\n$/, ""));
  if (!parsed.success) {
    throw new UsageError("--password-stdin got a password that is refused: give 12 to 128 characters.");
  }
  return parsed.data;
}
