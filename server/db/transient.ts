import { DrizzleQueryError } from "drizzle-orm";

/** Deadlock, serialization, lock and statement timeouts, full connection slots, shutdown, a broken connection. */
const transientCodes =
  /^(08|40001|40P01|53300|55P03|57014|57P0|25P0|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND)/;

/** What `pg` says without a code when a connection goes away under a query. */
const transientMessages =
  /connection terminated|timeout exceeded when trying to connect|connection ended|not queryable/i;

/** Whether a failed piece of database work may succeed when it is tried again as it is. */
export function isTransient(error: unknown): boolean {
  const inner = error instanceof DrizzleQueryError ? error.cause : error;
  const { code, message } = (inner ?? {}) as { code?: unknown; message?: unknown };
  return (
    (typeof code === "string" && transientCodes.test(code)) ||
    (typeof message === "string" && transientMessages.test(message))
  );
}
