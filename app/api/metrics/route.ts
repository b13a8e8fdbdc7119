import { answerMetrics } from "../../../server/http/metrics.ts";
import { webRuntime } from "../../../server/runtime.ts";

export async function GET(request: Request): Promise<Response> {
  return answerMetrics(request, await webRuntime());
}
