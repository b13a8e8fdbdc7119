import { env } from "../server/env.ts";
import type { Session, Transport } from "../server/execute/transport.ts";
import { runProcess } from "../server/process.ts";
import { startWorker } from "../worker/worker.ts";

/** A worker whose targets are reached at once and whose scripts say one line and end with 0. */
const session: Session = {
  launch: (_launch, events) => {
    events.onStarted({ processGroup: 1, directory: "/tmp/none" });
    events.onOutput("stdout", Buffer.from("hello\n"));
    return {
      end: Promise.resolve({ kind: "ended", exitCode: 0, signal: null, outputComplete: true, detail: null }),
      pause: () => {},
      resume: () => {},
      abandon: () => {},
      acknowledge: () => {},
    };
  },
  terminate: () => Promise.reject(new Error("nothing to end")),
  readOutcome: () => Promise.reject(new Error("nothing to look at")),
  release: () => {},
};

const transport: Transport = {
  prepare: async (_tenantId, claimed) =>
    new Map(
      claimed.flatMap(({ claims }) => claims.map(({ targetLogId }) => [targetLogId, async () => session])),
    ),
};

const settings = env();
const { DATABASE_URL = "" } = settings;
await runProcess(() => startWorker(DATABASE_URL, { ...settings, HOSTRUN_WORKER_SLOTS: 500 }, transport));
