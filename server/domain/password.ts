import { string } from "zod";

/** Length alone decides: no rules of composition. */
export const passwordSchema = string().min(12).max(128);
