import { setTimeout as delay } from "node:timers/promises";
import type { FailedReason, TargetLogReason } from "../domain/target-log-state.ts";
import type { Claim } from "../run/claim.ts";
import type { End } from "../run/end.ts";
import { RouteError } from "../ssh/errors.ts";
import type { LaunchEnd, RunningLaunch } from "../ssh/exec.ts";
import type { Termination } from "../ssh/terminate.ts";
import { KnownDown } from "./known-down.ts";
import type { LeaseClock } from "./lease-clock.ts";
import { OutputBuffer } from "./output-buffer.ts";
import { NotRecorded, type Recorder } from "./recorder.ts";
import type { RunSpec } from "./run-spec.ts";
import type { OpenSession, RemoteProcess, Session } from "./transport.ts";

/** A stream with this much unwritten is paused until the database has taken it. */
const pauseBytes = 1_048_576;
/** Between two tries to connect, in milliseconds: this much, and up to as much again. */
const retryPauseMs = 200;

/** Why a target is ended before its script ended by itself. */
export type StopCause = "cancelled" | "timed_out";

/** How one attempt at a target came out for the worker that holds it. */
export type Attempt = "ended" | "given_back" | "not_ours";

export interface TargetDeps {
  recorder: Recorder;
  lease: LeaseClock;
}

/**
 * One target from route to end. It connects, gets leave to send, starts the script, carries its output, ends
 * it when its time is up or a stop is asked, and says how it ended: success only for exit code 0, and lost
 * where the outcome is not known.
 */
export class TargetRun {
  readonly claim: Claim;
  readonly #spec: RunSpec;
  readonly #open: OpenSession;
  readonly #deps: TargetDeps;
  readonly #buffer: OutputBuffer;
  readonly #connecting = new AbortController();
  readonly #stopAsked = Promise.withResolvers<StopCause>();
  #launch: RunningLaunch | null = null;
  #process: RemoteProcess | null = null;
  #paused = false;
  #sent = false;
  #abandoned = false;
  #connectMs: number | null = null;

  constructor(claim: Claim, spec: RunSpec, open: OpenSession, deps: TargetDeps) {
    this.claim = claim;
    this.#spec = spec;
    this.#open = open;
    this.#deps = deps;
    this.#buffer = new OutputBuffer(claim, spec.strategy.outputLimitBytes);
  }

  /** Whether a request may have left: from here on it cannot be given back. */
  get sent(): boolean {
    return this.#sent;
  }

  /** Ends the script on the host; before anything was sent, just goes no further. */
  stop(cause: StopCause): void {
    this.#stopAsked.resolve(cause);
    if (!this.#sent) this.#connecting.abort();
  }

  /** Goes no further, if nothing was sent yet. */
  giveUpConnecting(): void {
    if (!this.#sent) this.#connecting.abort();
  }

  /** Lets go of everything locally, ending nothing on the host and writing nothing. */
  abandon(): void {
    this.#abandoned = true;
    this.#connecting.abort();
    this.#launch?.abandon();
  }

  async run(): Promise<Attempt> {
    try {
      const session = await this.#connect();
      if (session === null) return "given_back";
      try {
        return await this.#runOn(session);
      } finally {
        session.release();
      }
    } catch (error) {
      if (error instanceof NotRecorded) return "not_ours";
      if (error instanceof RouteError) return this.#endUnreachable(error);
      throw error;
    }
  }

  /** Null when told to go no further; throws the last RouteError when every try failed. */
  async #connect(): Promise<Session | null> {
    const { connectTimeoutSeconds, connectRetries } = this.#spec.strategy;
    const { signal } = this.#connecting;
    const began = performance.now();
    for (let tries = 0; !signal.aborted; tries++) {
      try {
        const session = await this.#open({ timeoutMs: connectTimeoutSeconds * 1000, signal });
        this.#connectMs = Math.round(performance.now() - began);
        return session;
      } catch (error) {
        if (signal.aborted) break;
        if (!(error instanceof RouteError) || !error.retryable || tries >= connectRetries) throw error;
      }
      await delay(retryPauseMs * (1 + Math.random()), undefined, { signal }).catch(() => {});
    }
    return null;
  }

  async #runOn(session: Session): Promise<Attempt> {
    if (!(await this.#deps.lease.ensureFresh()) || this.#connecting.signal.aborted) return "given_back";
    this.#sent = true;
    if (!(await this.#deps.recorder.execSent(this.claim))) return "not_ours";
    if (this.#abandoned) return "not_ours";
    if (!this.#deps.lease.fresh()) return this.#notSent();
    const launch = this.#start(session);
    const ended = await this.#superviseUntilEnd(session, launch);
    await this.#deps.recorder.end(ended, this.#buffer);
    if (ended.state !== "lost") launch.acknowledge();
    return "ended";
  }

  /** The lease ran out while the commit was under way: nothing has left yet, and nothing will. */
  #notSent(): Attempt {
    this.#sent = false;
    return "given_back";
  }

  #start(session: Session): RunningLaunch {
    const { claim } = this;
    const launch = session.launch(
      {
        language: this.#spec.language,
        script: this.#spec.script,
        arguments: this.#spec.arguments,
        environment: this.#spec.environment,
        taskLogId: String(claim.taskLogId),
        targetLogId: String(claim.targetLogId),
      },
      {
        onStarted: (process) => {
          this.#process = process;
          this.#deps.recorder.started({ owned: claim, ...process });
        },
        onOutput: (stream, bytes) => this.#carry(stream, bytes),
      },
    );
    this.#launch = launch;
    return launch;
  }

  #carry(stream: "stdout" | "stderr", bytes: Buffer): void {
    this.#buffer.append(stream, bytes);
    this.#deps.recorder.outputArrived(this.claim.targetLogId, this.#buffer);
    if (this.#paused || this.#buffer.waitingBytes < pauseBytes) return;
    this.#paused = true;
    this.#launch?.pause();
    this.#resumeWhenWritten();
  }

  #resumeWhenWritten(): void {
    const poll = setInterval(() => {
      if (this.#buffer.waitingBytes >= pauseBytes / 2 && !this.#abandoned) return;
      clearInterval(poll);
      this.#paused = false;
      this.#launch?.resume();
    }, 20);
  }

  /** Waits for the script's own end, its time, or a stop, whichever begins first. */
  async #superviseUntilEnd(session: Session, launch: RunningLaunch): Promise<End> {
    const clock = new AbortController();
    const timeUp = longDelay(this.#spec.strategy.timeoutSeconds * 1000, clock.signal);
    const first = await Promise.race([
      launch.end.then((end) => ({ end })),
      this.#stopAsked.promise.then((cause) => ({ cause })),
      timeUp.then(() => ({ cause: "timed_out" as const })),
    ]);
    clock.abort();
    if (this.#abandoned) throw new NotRecorded("abandoned");
    return "end" in first ? this.#ended(first.end) : this.#stopOnHost(session, launch, first.cause);
  }

  /** TERM, grace, KILL, verify; an end that was received before TERM left keeps its own state. */
  async #stopOnHost(session: Session, launch: RunningLaunch, cause: StopCause): Promise<End> {
    this.#deps.recorder.cancelling(this.claim);
    const process = await this.#awaitProcess(launch);
    if (process === null) return this.#ended(await launch.end);
    const { stopGraceSeconds } = this.#spec.strategy;
    const termination = await session.terminate(process, stopGraceSeconds * 1000);
    const end = await this.#endAfterTermination(launch);
    if (this.#abandoned) throw new NotRecorded("abandoned");
    return this.#stopped(cause, termination, end);
  }

  /** The process group, once the launcher has answered; null when it ends without ever saying one. */
  async #awaitProcess(launch: RunningLaunch): Promise<RemoteProcess | null> {
    const ended = launch.end.then(() => true);
    while (this.#process === null) {
      if (await Promise.race([ended, delay(20).then(() => false)])) return null;
    }
    return this.#process;
  }

  /** The last output of what was just ended; a channel that stays open is let go of. */
  async #endAfterTermination(launch: RunningLaunch): Promise<LaunchEnd> {
    const late = new AbortController();
    void delay(6_000, undefined, { signal: late.signal })
      .then(() => launch.abandon())
      .catch(() => {});
    const end = await launch.end;
    late.abort();
    return end;
  }

  #stopped(cause: StopCause, termination: Termination, end: LaunchEnd): End {
    const known = end.kind === "ended" ? end : null;
    const facts = {
      detail: termination.detail,
      exitCode: known?.exitCode ?? null,
      signal: known?.signal ?? null,
      outputComplete: known?.outputComplete ?? false,
    };
    if (termination.outcome === "gone") return this.#end(cause, null, facts);
    const reason = termination.outcome === "still_running" ? "still_running" : "connection";
    return this.#end("lost", reason, facts);
  }

  #ended(end: LaunchEnd): End {
    switch (end.kind) {
      case "nothing_sent":
        return this.#end("unreachable", end.reason, { detail: end.detail });
      case "not_started":
        return this.#end("failed", end.reason, { detail: end.detail });
      case "lost":
        return this.#end("lost", "connection", { detail: end.detail, outputComplete: false });
      case "ended":
        return this.#endOfScript(end);
    }
  }

  #endOfScript(end: Extract<LaunchEnd, { kind: "ended" }>): End {
    const facts = { ...end };
    if (end.exitCode === 0) return this.#end("succeeded", null, facts);
    const reason: FailedReason | null =
      end.signal !== null ? "signal" : end.exitCode !== null ? "exit_code" : null;
    return reason === null
      ? this.#end("lost", "connection", {
          ...facts,
          detail: end.detail ?? "the script's end was not reported",
        })
      : this.#end("failed", reason, facts);
  }

  async #endUnreachable(error: RouteError): Promise<Attempt> {
    const down = error instanceof KnownDown ? error.down : null;
    const end = { ...this.#end("unreachable", error.reason, { detail: error.message }), down };
    try {
      await this.#deps.recorder.end(end, this.#buffer);
    } catch (failure) {
      if (failure instanceof NotRecorded) return "not_ours";
      throw failure;
    }
    return "ended";
  }

  #end(
    state: End["state"],
    reason: TargetLogReason | null,
    facts: {
      detail: string | null;
      exitCode?: number | null;
      signal?: string | null;
      outputComplete?: boolean;
    },
  ): End {
    return {
      owned: this.claim,
      state,
      reason,
      detail: facts.detail?.replaceAll("\0", "").slice(0, 2_000) ?? null,
      exitCode: facts.exitCode ?? null,
      signal: facts.signal ?? null,
      outputComplete: facts.outputComplete ?? true,
      connectMs: this.#connectMs,
      down: null,
      started: this.#process,
      output: null,
    };
  }
}

/** A timer of Node holds at most 2^31 ms; a script's time may be longer than one. Never rejects. */
async function longDelay(ms: number, signal: AbortSignal): Promise<void> {
  const longest = 2_000_000_000;
  for (let rest = ms; rest > 0 && !signal.aborted; rest -= longest) {
    await delay(Math.min(rest, longest), undefined, { signal, ref: false }).catch(() => {});
  }
  if (signal.aborted) await new Promise(() => {});
}
