import { int } from "zod";

/** Seconds between two fires of a task, where a tenant has not chosen otherwise. */
export const defaultMinimumIntervalSeconds = 10;

export const maximumMinimumIntervalSeconds = 86_400;

export const minimumIntervalSchema = int().min(1).max(maximumMinimumIntervalSeconds);
