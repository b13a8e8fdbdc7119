import { int, object, enum as oneOf, string } from "zod";

/** A list counts exactly up to here, and no page reaches beyond it. */
export const listCap = 10_000;

/** What every list takes; a feature adds its filters and its sortable columns. */
export const listInput = object({
  page: int().min(1).default(1),
  pageSize: int().min(1).max(100).default(20),
  search: string().trim().max(200).optional(),
  order: oneOf(["asc", "desc"]).optional(),
  tenantId: int().optional(),
});

/** What every list answers. */
export interface ListPage<T> {
  items: T[];
  /** Exact up to 10 000. */
  total: number;
  totalCapped: boolean;
}
