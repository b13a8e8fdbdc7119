import { DrizzleQueryError } from "drizzle-orm";

/** Deadlock, serialization, lock and statement timeouts, full connection slots, shutdown, a broken connection. */
const transientCodes =
  /^(08|40001|40P01|53300|55P03|57014|57P0|25P0|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND)/;

/** A server that shuts down or a socket that broke. */
const lostCodes = /^(08|57P0|25P03|ECONNRESET|EPIPE|ETIMEDOUT)/;

/** What `pg` says without a code when a connection goes away under a query, or does not answer. */
const lostMessages = /connection terminated|connection ended|not queryable|query read timeout/i;

/** Whether a failed piece of database work may succeed when it is tried again as it is. */
export function isTransient(error: unknown): boolean {
  const { code, message } = innerOf(error);
  return (
    isConnectionLost(error) ||
    (typeof code === "string" && transientCodes.test(code)) ||
    (typeof message === "string" && /timeout exceeded when trying to connect/i.test(message))
  );
}

/** Whether the connection itself is gone: it must not be used again. */
export function isConnectionLost(error: unknown): boolean {
  const { code, message } = innerOf(error);
  return (
    (typeof code === "string" && lostCodes.test(code)) ||
    (typeof message === "string" && lostMessages.test(message))
  );
}

function innerOf(error: unknown): { code?: unknown; message?: unknown } {
  return (error instanceof DrizzleQueryError ? error.cause : error) ?? {};
}
