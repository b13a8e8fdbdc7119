/** Seconds between two fires of a task, where a tenant has not chosen otherwise. */
export const defaultMinimumIntervalSeconds = 10;
