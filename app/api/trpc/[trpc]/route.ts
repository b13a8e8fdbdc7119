import { answerTrpc } from "../../../../server/http/trpc.ts";
import { webRuntime } from "../../../../server/runtime.ts";

async function answer(request: Request): Promise<Response> {
  return answerTrpc(request, await webRuntime());
}

export { answer as GET, answer as OPTIONS, answer as POST };
