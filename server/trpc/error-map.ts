import { type TRPCDefaultErrorShape, TRPCError } from "@trpc/server";
import { DrizzleQueryError } from "drizzle-orm";
import { ZodError } from "zod";
import type { Locale } from "../domain/locale.ts";
import { type ErrorReason, ServiceError } from "../errors.ts";
import { issueMessage } from "../issue-words.ts";
import { logger } from "../logger.ts";
import { errorMessage, fieldMessage } from "../messages.ts";

/** A bad field: where it stands in the input and what to do about it, in the caller's language. */
export interface FieldError {
  path: (string | number)[];
  message: string;
}

type Caller = { locale: Locale; request: { id: string } } | undefined;

/** A service's error as the transport knows it; anything else stays an unexpected one. */
export function toTrpcError(error: TRPCError): TRPCError {
  const { cause } = error;
  if (cause instanceof ServiceError) return new TRPCError({ code: cause.kind, message: cause.reason, cause });
  if (isDatabaseAway(cause)) {
    const away = new ServiceError("SERVICE_UNAVAILABLE", "UNAVAILABLE");
    return new TRPCError({ code: away.kind, message: away.reason, cause: away });
  }
  return error;
}

/** What the caller reads: a sentence in their language, the stable reason, bad fields; never a stack or SQL. */
export function formatError(shape: TRPCDefaultErrorShape, error: TRPCError, caller: Caller) {
  const locale = caller?.locale ?? "en";
  const { reason, message, fields } = reasonAndMessage(error, locale, caller?.request.id ?? "-");
  return {
    ...shape,
    message,
    data: { code: shape.data.code, httpStatus: shape.data.httpStatus, path: shape.data.path, reason, fields },
  };
}

function reasonAndMessage(
  error: TRPCError,
  locale: Locale,
  requestId: string,
): { reason: ErrorReason; message: string; fields?: FieldError[] } {
  const { cause } = error;
  if (cause instanceof ServiceError) {
    const message = errorMessage(locale, cause.reason, cause.values);
    return { reason: cause.reason, message, fields: cause.field && [{ path: cause.field, message }] };
  }
  if (cause instanceof ZodError && error.code === "BAD_REQUEST") {
    const fields = cause.issues.flatMap((issue) => fieldErrors(issue, locale));
    return { reason: "INVALID_INPUT", message: errorMessage(locale, "INVALID_INPUT"), fields };
  }
  const reason = reasonOf(error.code);
  if (reason === "INTERNAL") logger.error({ err: cause ?? error, requestId }, "unexpected error");
  return { reason, message: errorMessage(locale, reason, { requestId }) };
}

type Issue = ZodError["issues"][number];

/** One for each field that an issue is about: unknown ones come several at a time. */
function fieldErrors(issue: Issue, locale: Locale): FieldError[] {
  const path = issue.path.map((part) => (typeof part === "number" ? part : String(part)));
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: fieldMessage(locale, "UNKNOWN_FIELD"),
    }));
  }
  return [{ path, message: issueMessage(issue, locale) }];
}

function reasonOf(code: TRPCError["code"]): ErrorReason {
  if (code === "NOT_FOUND" || code === "METHOD_NOT_SUPPORTED") return "NOT_FOUND";
  if (code === "PARSE_ERROR" || code === "BAD_REQUEST") return "MALFORMED_BODY";
  if (code === "UNSUPPORTED_MEDIA_TYPE") return "CONTENT_TYPE";
  return "INTERNAL";
}

/** Classes 08 (connection) and 57P (shutdown), and what the socket says. */
function isDatabaseAway(cause: unknown): boolean {
  const inner = cause instanceof DrizzleQueryError ? cause.cause : cause;
  const code = (inner as { code?: unknown } | undefined)?.code;
  return typeof code === "string" && /^(08|57P0|ECONNREFUSED|ECONNRESET|EPIPE)/.test(code);
}
