import {
  array,
  boolean,
  type infer as Infer,
  int,
  iso,
  object,
  strictObject,
  string,
  type ZodType,
} from "zod";

/** A row's identity. */
export const idSchema = int().positive();

/** A moment as the wire carries it: ISO 8601 in UTC. */
export const momentSchema = iso.datetime();

export const idInput = object({ id: idSchema });

/** Whose it is: a system admin may name one tenant. */
export const tenantInput = strictObject({ tenantId: idSchema.optional() });
export type TenantInput = Infer<typeof tenantInput>;

/** What a create answers. */
export const createdOutput = object({ id: idSchema });

/** What a mutation answers that has nothing to tell. */
export const doneOutput = object({ ok: boolean() });
export const done = { ok: true };

/** What every list answers. */
export function pageOf<T extends ZodType>(item: T) {
  return object({ items: array(item), total: int(), totalCapped: boolean() });
}

/** A caller's own name for a mutation, so that a repeated call does it once. */
export const idempotencyKeySchema = string().min(1).max(200).optional();
