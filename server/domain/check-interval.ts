import { int } from "zod";

/** Minutes between two looks at a host by the program itself, where its tenant has not chosen otherwise. */
export const defaultCheckIntervalMinutes = 15;

/** Once a day at least, where looks are not switched off. */
export const maximumCheckIntervalMinutes = 1_440;

/**
 * A host that refuses the login is looked at no more often than this: guards on hosts (fail2ban, sshd's own
 * penalties) close a door that is knocked at in vain too often.
 */
export const refusedLoginMinutes = 30;

/** Minutes, or null for never. */
export const checkIntervalSchema = int().min(1).max(maximumCheckIntervalMinutes).nullable();
