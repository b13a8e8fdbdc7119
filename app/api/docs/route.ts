import { answerDocs } from "../../../server/http/docs.ts";

/** In the language of who asks, never answered from a build. */
export const dynamic = "force-dynamic";

export { answerDocs as GET };
