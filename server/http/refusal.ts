import { type ErrorKind, type ErrorReason, ServiceError } from "../errors.ts";
import { errorMessage } from "../messages.ts";
import type { CallContext } from "../trpc/init.ts";

const statuses: Record<ErrorKind, number> = {
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  BAD_REQUEST: 400,
  CONFLICT: 409,
  TOO_MANY_REQUESTS: 429,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  SERVICE_UNAVAILABLE: 503,
};

/** An error as the API's envelope has it, for what is refused before a procedure is reached. */
export function errorResponse(error: ServiceError, { locale }: Pick<CallContext, "locale">): Response {
  const message = errorMessage(locale, error.reason, error.values);
  const data = { code: error.kind, httpStatus: statuses[error.kind], reason: error.reason };
  return Response.json({ error: { message, code: -32600, data } }, { status: data.httpStatus });
}

export function refusal(
  caller: Pick<CallContext, "locale">,
  kind: ErrorKind,
  reason: ErrorReason,
  values: Record<string, string> = {},
): Response {
  return errorResponse(new ServiceError(kind, reason, values), caller);
}
