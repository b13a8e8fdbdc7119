import { answerReady } from "../../../server/http/ready.ts";
import { webRuntime } from "../../../server/runtime.ts";

/** Asked anew each time, never answered from a build. */
export const dynamic = "force-dynamic";

export function GET(): Promise<Response> {
  return answerReady(webRuntime);
}
