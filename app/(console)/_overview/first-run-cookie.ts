/** Keeps whose first steps are put away. */
export const firstRunCookie = "hostrun.first-run";
