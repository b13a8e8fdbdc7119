import { answerRest } from "../../../../server/http/rest.ts";
import { webRuntime } from "../../../../server/runtime.ts";

async function answer(request: Request): Promise<Response> {
  return answerRest(request, await webRuntime());
}

export { answer as DELETE, answer as GET, answer as OPTIONS, answer as PATCH, answer as POST };
