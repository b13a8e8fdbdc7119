import type { PostOptions } from "./post.ts";

/** How a notice is sent, beside what the channel says. */
export interface SendOptions extends PostOptions {
  /** When: signatures are made over it. */
  now?: Date;
}
