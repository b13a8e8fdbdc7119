import { constants } from "node:os";

/**
 * The signal that a shell's exit status stands for (128 and the signal's number), or null. A script that itself
 * exits so is not told apart from one that was killed: shells do not tell either, so the status is kept beside it.
 */
export function signalOf(status: number): string | null {
  const entry = Object.entries(constants.signals).find(([, number]) => number === status - 128);
  return entry === undefined ? null : entry[0];
}
