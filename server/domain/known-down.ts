/** A host that did not answer in time is not tried again by schedules and programs for so long. */
export const breakerSeconds = 60;

/** Causes that cost a whole connect timeout; the others are said at once, and cost nothing to try again. */
export const slowReasons = ["timeout", "forward_timeout"] as const;
