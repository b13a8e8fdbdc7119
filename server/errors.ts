import type en from "../messages/en.json";

/** What went wrong, as a closed set; a transport translates it once (`trpc/error-map.ts`). */
export type ErrorKind =
  | "UNAUTHORIZED"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "BAD_REQUEST"
  | "CONFLICT"
  | "TOO_MANY_REQUESTS"
  | "PAYLOAD_TOO_LARGE"
  | "UNSUPPORTED_MEDIA_TYPE"
  | "SERVICE_UNAVAILABLE";

/** The stable machine codes of the API, each with its sentence in both languages. */
export type ErrorReason = keyof (typeof en)["errors"];

/** An error that its caller may read: a kind, a stable reason, and the values that its sentence names. */
export class ServiceError extends Error {
  readonly kind: ErrorKind;
  readonly reason: ErrorReason;
  readonly values: Record<string, string | number>;
  /** Path of the bad field, where there is one (`["name"]`). */
  readonly field: (string | number)[] | undefined;

  constructor(
    kind: ErrorKind,
    reason: ErrorReason,
    values: Record<string, string | number> = {},
    field?: (string | number)[],
  ) {
    super(reason);
    this.name = "ServiceError";
    this.kind = kind;
    this.reason = reason;
    this.values = values;
    this.field = field;
  }
}

/** The one answer for "absent" and "not yours". */
export function notFound(): ServiceError {
  return new ServiceError("NOT_FOUND", "NOT_FOUND");
}

/** The row, or NOT_FOUND where there is none. */
export function found<T>(row: T | undefined): T {
  if (row === undefined) throw notFound();
  return row;
}
