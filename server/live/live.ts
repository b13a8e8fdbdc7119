import type { Listener } from "../db/listen.ts";

/** What an open stream needs beside its context: news, and whether it may go on. */
export interface Live {
  /** Hears what other processes tell. */
  listener: Pick<Listener, "on" | "onReconnect">;
  /** Aborted when this process is asked to end: streams end then. */
  shutdown: AbortSignal;
  /** Whether the caller may still do what they may do at the stream's start, read anew. */
  stillAllowed(): Promise<boolean>;
}
