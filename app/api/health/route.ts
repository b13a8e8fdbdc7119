import { answerHealth } from "../../../server/http/health.ts";

/** Asked anew each time, never answered from a build. */
export const dynamic = "force-dynamic";

export { answerHealth as GET };
