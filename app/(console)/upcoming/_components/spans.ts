const hour = 3_600_000;

/** How much of what is to come stands on one axis, in milliseconds. */
export const spans = { "6h": 6 * hour, "24h": 24 * hour, "7d": 168 * hour } as const;
export type Span = keyof typeof spans;
