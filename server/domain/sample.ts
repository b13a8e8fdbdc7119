/** What a fresh installation has to try things with, the first of them first. */
export const sampleKeys = ["diskReport", "serviceCheck", "failWith3", "coloursAndLines", "hello"] as const;
export type SampleKey = (typeof sampleKeys)[number];
