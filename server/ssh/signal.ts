import { constants } from "node:os";

/** The signal that a shell's exit status stands for (128 and the signal's number), or null. */
export function signalOf(status: number): string | null {
  const entry = Object.entries(constants.signals).find(([, number]) => number === status - 128);
  return entry === undefined ? null : entry[0];
}
