/** What somebody should think about before they save a schedule; the sentence stands in the catalogues. */
export const scheduleWarnings = [
  /** Day of month and weekday are both given, and either is enough. */
  "EITHER_DAY",
  /** `?` makes numbered weekdays count from Sunday = 1. */
  "QUARTZ_WEEKDAYS",
  /** There are fewer moments left than were asked for. */
  "FEW_FIRES",
  /** A time that does not exist on the day of a clock change comes later. */
  "CLOCK_MOVED",
  /** A run usually lasts longer than two moments are apart. */
  "OVERLAPS",
] as const;
