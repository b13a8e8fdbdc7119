/** The process is up; it asks nobody else, so that a restart is never caused by another's fault. */
export function answerHealth(): Response {
  return Response.json({ ok: true }, { headers: { "cache-control": "no-store" } });
}
