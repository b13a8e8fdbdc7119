/** The zone that this machine lives in: what a tenant begins with where nobody says otherwise. */
export function machineTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
