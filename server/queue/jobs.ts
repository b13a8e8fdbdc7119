import { type infer as Infer, int, object } from "zod";

/**
 * What may be handed to a worker: a name, a payload of ids alone (no secret ever rides in a job), and how
 * often it may be tried. Whatever could start a script is tried once; looks and key making may be repeated.
 */
export const jobs = {
  run: { payload: object({ taskLogId: int() }), retryLimit: 0 },
  hostCheck: { payload: object({ hostCheckId: int() }), retryLimit: 0 },
  testBatch: { payload: object({ batchId: int() }), retryLimit: 3 },
  checkOutcome: { payload: object({ targetLogId: int() }), retryLimit: 5 },
  rotateKey: { payload: object({ tenantId: int(), keyId: int() }), retryLimit: 3 },
  spreadNotice: { payload: object({ noticeId: int() }), retryLimit: 5 },
  deliverNotice: { payload: object({ deliveryId: int() }), retryLimit: 5 },
  makeKey: { payload: object({ tenantId: int() }), retryLimit: 10 },
} as const;

export type JobName = keyof typeof jobs;
export type JobPayload<N extends JobName> = Infer<(typeof jobs)[N]["payload"]>;

export const jobNames = Object.keys(jobs) as JobName[];
