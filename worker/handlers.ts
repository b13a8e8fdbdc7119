import type { Job, PgBoss } from "pg-boss";
import { type JobName, type JobPayload, jobs } from "../server/queue/jobs.ts";

/** What a worker does with each job: parse, call, done. */
export type Handlers = { [N in JobName]: (payload: JobPayload<N>) => Promise<void> | void };

/** Jobs taken at once; a full batch is followed by the next without waiting. */
const batchSize = 50;

/** Takes jobs of every queue; those of one batch are handled side by side. */
export async function takeJobs(boss: PgBoss, handlers: Handlers): Promise<void> {
  const options = {
    batchSize,
    burstWhenBatchFull: true,
    pollingIntervalSeconds: 1,
    notifyPollingIntervalSeconds: 1,
  };
  for (const name of Object.keys(handlers) as JobName[]) {
    await boss.work(name, options, async (batch: Job<unknown>[]) => {
      await Promise.all(batch.map((job) => handle(handlers, name, job.data)));
    });
  }
}

async function handle<N extends JobName>(handlers: Handlers, name: N, data: unknown): Promise<void> {
  const payload = jobs[name].payload.parse(data) as JobPayload<N>;
  await handlers[name](payload);
}
