import type { RefinementCtx } from "zod";

/**
 * Why a field was refused, where zod's own words would not say the cure. The sentence stands in
 * `messages/<locale>.json` under `fields`, for the API's answers and for forms alike.
 */
export const fieldRefusals = [
  "NO_CONTROL_CHARACTERS",
  "NO_NUL",
  "NOT_UNICODE",
  "TOO_MANY_BYTES",
  "HOST_ID_DIGITS",
  "ADDRESS",
  "ADDRESS_WITH_USER",
  "ADDRESS_WITH_PORT",
  "USERNAME",
  "LABEL_KEY",
  "TOO_MANY_LABELS",
  "FINGERPRINT",
  "ONE_SECRET",
  "PROXY_IDENTITY_NEEDS_PROXY",
  "ENVIRONMENT_NAME",
  "ENVIRONMENT_NAME_RESERVED",
  "ALL_TOGETHER_TOO_LARGE",
  "PARAMETERS_NOT_AVAILABLE",
  "TIME_ZONE",
  "TIME_ZONE_MEANT",
  "CRON_EMPTY",
  "CRON_UNREADABLE",
  "CRON_NEVER",
  "CRON_TOO_OFTEN",
  "RUN_AT_EMPTY",
  "NOT_OF_TYPE",
  "WINDOW_ENDS_BEFORE_START",
  "TIME_OF_DAY",
  "CALL_ADDRESS",
  "WEBHOOK_SECRET",
] as const;
export type FieldRefusal = (typeof fieldRefusals)[number];

/** What a custom issue of zod carries: the reason and the values that its sentence names. */
export interface RefusalParams extends Record<string, unknown> {
  refusal: FieldRefusal;
  values?: Record<string, string | number>;
}

/** For `.refine(check, because("…"))`. */
export function because(
  refusal: FieldRefusal,
  values?: Record<string, string | number>,
): { params: RefusalParams } {
  return { params: { refusal, values } };
}

/** For `.superRefine`: refuses the value, or a part of it. */
export function refuse(
  ctx: RefinementCtx,
  refusal: FieldRefusal,
  values: Record<string, string | number> = {},
  path: (string | number)[] = [],
): void {
  ctx.addIssue({ code: "custom", path, params: { refusal, values } satisfies RefusalParams });
}

/** The reason that a custom issue carries, where it is one of ours. */
export function refusalOf(params: unknown): RefusalParams | null {
  const given = params as RefusalParams | undefined;
  return given !== undefined && fieldRefusals.includes(given.refusal) ? given : null;
}
