import { getTRPCErrorFromUnknown } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { TRPC_ERROR_CODES_BY_KEY } from "@trpc/server/rpc";
import { formatError, toTrpcError } from "../trpc/error-map.ts";
import type { CallContext } from "../trpc/init.ts";

/**
 * An error as the API tells it, wherever it was thrown: its sentence in the caller's language, the stable reason
 * and the bad fields in `data`, and in `data.httpStatus` the status to answer with.
 *
 * @param path the procedure that was asked, where one was found
 */
export function errorShape(thrown: unknown, caller: Pick<CallContext, "locale" | "request">, path?: string) {
  const error = toTrpcError(getTRPCErrorFromUnknown(thrown));
  const data = { code: error.code, httpStatus: getHTTPStatusCodeFromError(error), path };
  return formatError(
    { message: error.message, code: TRPC_ERROR_CODES_BY_KEY[error.code], data },
    error,
    caller,
  );
}
