import { array, boolean, type infer as Infer, number, enum as oneOf, strictObject, string, union } from "zod";
import { locales } from "../../domain/locale.ts";

const path = string().regex(/^\/\S*$/, "a path that begins with / is needed");
const field = string().min(1).max(100);

/** How an installation's message centre differs from the usual one; what is left out is as usual. */
export const managerMappingSchema = strictObject({
  createPath: path.default("/createNotice"),
  sendPath: path.default("/SendNotices"),
  /** What it calls the fields that it is sent. */
  fields: strictObject({
    title: field.default("title"),
    content: field.default("content"),
    level: field.default("level"),
    source: field.default("source"),
    idempotencyKey: field.default("idempotencyKey"),
    noticeIds: field.default("noticeIds"),
    receivers: field.default("receivers"),
  }).prefault({}),
  /** What it calls the levels. */
  levels: strictObject({
    info: field.default("info"),
    warning: field.default("warning"),
    error: field.default("error"),
  }).prefault({}),
  source: field.default("hostrun"),
  /** Where the id stands in its answer to the first call, such as `data.id`. */
  id: field.default("id"),
  /** What both answers hold where all is well, such as `{"field": "code", "values": [0]}`; absent: any 2xx is well. */
  success: strictObject({
    field,
    values: array(union([string(), number(), boolean()])).min(1),
  }).optional(),
  /** In which language it is told. */
  locale: oneOf(locales).default("zh-CN"),
});
export type ManagerMapping = Infer<typeof managerMappingSchema>;
