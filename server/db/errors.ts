import { DrizzleQueryError } from "drizzle-orm";
import { type ErrorReason, notFound, ServiceError } from "../errors.ts";

/** Unique indexes over what people choose, and what to say when a value is taken. */
const takenBy: Record<string, { reason: ErrorReason; field: string }> = {
  e_script_name: { reason: "NAME_TAKEN", field: "name" },
  e_script_task_name: { reason: "NAME_TAKEN", field: "name" },
  e_script_target_name: { reason: "NAME_TAKEN", field: "name" },
  e_script_target_proxy_name: { reason: "NAME_TAKEN", field: "name" },
  e_script_target_host_id: { reason: "HOST_ID_TAKEN", field: "hostId" },
  user_account_email: { reason: "EMAIL_TAKEN", field: "email" },
  tenant_name: { reason: "NAME_TAKEN", field: "name" },
  calendar_name: { reason: "NAME_TAKEN", field: "name" },
  notice_channel_name: { reason: "NAME_TAKEN", field: "name" },
  api_token_name: { reason: "TOKEN_NAME_TAKEN", field: "name" },
};

/**
 * Does a write whose input may collide with another row: a taken name becomes CONFLICT with its field, a
 * tenant that does not exist NOT_FOUND. Everything else stays as it is.
 */
export async function writing<T>(input: object, work: PromiseLike<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw meant(error, input as Record<string, unknown>) ?? error;
  }
}

function meant(error: unknown, input: Record<string, unknown>): ServiceError | null {
  const cause = error instanceof DrizzleQueryError ? error.cause : error;
  const { code, constraint = "" } = (cause ?? {}) as { code?: string; constraint?: string };
  if (code === "23503" && constraint.endsWith("_tenant_id_tenant_id_fk")) return notFound();
  const taken = code === "23505" ? takenBy[constraint] : undefined;
  if (taken === undefined) return null;
  const { reason, field } = taken;
  return new ServiceError("CONFLICT", reason, { [field]: String(input[field] ?? "") }, [field]);
}
