/** What was typed is not understood, or cannot be done; its message is for the person at the terminal. */
export class UsageError extends Error {
  override name = "UsageError";
}
