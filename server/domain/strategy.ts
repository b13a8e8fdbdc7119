import { type infer as Infer, int, object } from "zod";

/** The most targets at once through one proxy, where a task says nothing else. */
const defaultPerProxy = 32;

/** How a run is executed; the maxima are what one worker and one sshd have been seen to bear. */
export const strategySchema = object({
  /** Targets at once. */
  concurrency: int().min(1).max(500).default(20),
  /** Targets at once through one proxy, over all runs and workers. */
  perProxyConcurrency: int().min(1).max(200).default(defaultPerProxy),
  /** Time to open the whole route to one target. */
  connectTimeoutSeconds: int().min(1).max(60).default(10),
  /** Time for the script, from its start on the target; at most 72 hours. */
  timeoutSeconds: int().min(1).max(259_200).default(3600),
  /** Between TERM and KILL. */
  stopGraceSeconds: int().min(0).max(300).default(10),
  /** Further tries to connect, before anything was sent; never after a refused login or host key. */
  connectRetries: int().min(0).max(5).default(1),
  /** What is kept of each stream of each target: 1 KiB to 64 MiB. */
  outputLimitBytes: int().min(1024).max(67_108_864).default(1_048_576),
});
export type Strategy = Infer<typeof strategySchema>;

/** Of a run that may have been frozen before there was such a limit. */
export function perProxyOf({ perProxyConcurrency }: Partial<Strategy>): number {
  return perProxyConcurrency ?? defaultPerProxy;
}

/** The most targets that one run may have. */
export const maximumTargetsOfRun = 10_000;
