import type { ClientChannel } from "ssh2";
import type { FailedReason, UnreachableReason } from "../domain/target-log-state.ts";
import { letGo } from "./connection.ts";
import type { Lease } from "./pool.ts";
import { type Launch, launcherFrame, storedWord } from "./remote/launcher.ts";
import { relayRefusal } from "./remote/relay.ts";
import { ReportReader } from "./report.ts";
import type { Route } from "./route.ts";
import { isRelayed, newNonce, openSession } from "./session.ts";
import { signalOf } from "./signal.ts";

export type StreamName = "stdout" | "stderr";

export interface LaunchEvents {
  /** The launcher answered: the script begins now. */
  onStarted(started: { processGroup: number; directory: string }): void;
  onOutput(stream: StreamName, bytes: Buffer): void;
}

/** How a launch came out. Only `ended` with exit code 0 is success. */
export type LaunchEnd =
  | { kind: "nothing_sent"; reason: UnreachableReason; detail: string }
  | { kind: "not_started"; reason: Extract<FailedReason, "launcher" | "interpreter_missing">; detail: string }
  | {
      kind: "ended";
      exitCode: number | null;
      signal: string | null;
      outputComplete: boolean;
      detail: string | null;
    }
  | { kind: "lost"; detail: string };

export interface RunningLaunch {
  /** Resolves once, when everything that can be known is known; never rejects. */
  end: Promise<LaunchEnd>;
  pause(): void;
  resume(): void;
  /** Gives up locally, ending nothing on the host. */
  abandon(): void;
  /** Tells the launcher that the end is stored: it removes what it keeps on the host. */
  acknowledge(): void;
}

/** How long a script's children may go on holding its streams before they are let go of. */
const drainMs = 5_000;
/** Exit statuses of the bootstrap and the frame's reader: nothing was started. */
const refusedFrame = {
  96: "the proxy could not keep the pinned key in a file",
  97: "something on the host reads the session's stdin before the launcher",
  98: "the frame did not arrive whole",
};

/**
 * Starts a script on the target and carries its output. From the moment of this call the script may start: what
 * cannot be told afterwards is lost, and never taken for success.
 *
 * @param options.startMs how long the launcher may take to answer; then the outcome is unknown
 */
export function launch(
  lease: Lease,
  route: Route,
  what: Launch,
  events: LaunchEvents,
  options: { startMs: number },
): RunningLaunch {
  return new LaunchSession(lease, route, what, events, options.startMs);
}

class LaunchSession implements RunningLaunch {
  readonly end: Promise<LaunchEnd>;
  readonly #resolve: (end: LaunchEnd) => void;
  readonly #events: LaunchEvents;
  readonly #relayed: boolean;
  /** Calls off what has not been opened yet. */
  readonly #over = new AbortController();
  #channel: ClientChannel | null = null;
  #started = false;
  #code: number | null = null;
  #killed = false;
  #reportedOn = new Set<StreamName>();
  #noise = "";
  #settled = false;
  #abandoned = false;
  #timer: NodeJS.Timeout | undefined;
  #paused = false;

  constructor(lease: Lease, route: Route, what: Launch, events: LaunchEvents, startMs: number) {
    const { promise, resolve } = Promise.withResolvers<LaunchEnd>();
    this.end = promise;
    this.#resolve = resolve;
    this.#events = events;
    this.#relayed = isRelayed(route);
    this.#timer = setTimeout(() => this.#late(startMs), startMs);
    void this.#open(lease, route, what);
  }

  pause(): void {
    this.#paused = true;
    this.#channel?.pause();
    this.#channel?.stderr.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#channel?.resume();
    this.#channel?.stderr.resume();
  }

  abandon(): void {
    this.#settle({ kind: "lost", detail: "given up" });
    this.#abandoned = true;
    if (this.#channel !== null) letGo(this.#channel);
  }

  acknowledge(): void {
    this.#channel?.end(storedWord);
  }

  async #open(lease: Lease, route: Route, what: Launch): Promise<void> {
    const nonce = newNonce();
    try {
      const { channel, prelude } = await openSession(lease, route, "script", this.#over.signal);
      this.#channel = channel;
      this.#listen(channel, nonce);
      channel.write(Buffer.concat([prelude, launcherFrame(what, nonce)]));
    } catch (error) {
      this.#settle({ kind: "nothing_sent", reason: "channel", detail: (error as Error).message });
    }
  }

  #listen(channel: ClientChannel, nonce: string): void {
    const stdout = this.#reader("stdout", nonce);
    const stderr = this.#reader("stderr", nonce);
    channel.on("data", (chunk: Buffer) => stdout.push(chunk));
    channel.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    channel.once("end", () => this.#streamsEnded());
    // ssh2 says the exit code with `close` too, while `exit` may have come in one piece with the session's opening.
    channel.once("close", (exit: number | null = null) => {
      // `close` may come before the last of stderr: that is read first.
      setImmediate(() => {
        stdout.finish();
        stderr.finish();
        this.#closed(exit);
      });
    });
    if (this.#paused) this.pause();
  }

  #reader(stream: StreamName, nonce: string): ReportReader {
    let open = false;
    return new ReportReader(
      nonce,
      (bytes) => {
        if (this.#abandoned) return;
        if (open) this.#events.onOutput(stream, bytes);
        else if (!this.#started || stream === "stderr")
          this.#noise = (this.#noise + bytes.toString("utf8")).slice(-1000);
      },
      (words) => {
        open = true;
        this.#report(stream, words);
      },
    );
  }

  #report(stream: StreamName, words: string): void {
    const [, verb = "", rest = ""] = /^(\S+) ?(.*)$/s.exec(words) ?? [];
    if (verb === "started") this.#begin(rest);
    else if (verb === "not_started") this.#notStarted(rest);
    else if (verb === "ended") this.#ended(stream, rest);
  }

  #begin(words: string): void {
    if (this.#started) return;
    const [, processGroup = "0", directory = ""] = /^(\d+) (.*)$/s.exec(words) ?? [];
    this.#started = true;
    clearTimeout(this.#timer);
    this.#events.onStarted({ processGroup: Number(processGroup), directory });
  }

  #notStarted(words: string): void {
    const [, reason = "launcher", detail = ""] = /^(\S+) ?(.*)$/s.exec(words) ?? [];
    const known = reason === "interpreter_missing" ? "interpreter_missing" : "launcher";
    this.#settle({ kind: "not_started", reason: known, detail });
  }

  /** The script has ended; its own output is complete once both streams have said so. */
  #ended(stream: StreamName, words: string): void {
    const [code = "", cause] = words.split(" ");
    this.#code = Number(code);
    this.#killed = cause === "signal";
    this.#reportedOn.add(stream);
    if (this.#reportedOn.size < 2) {
      this.#timer = setTimeout(() => this.#finish(false, null), drainMs);
      return;
    }
    clearTimeout(this.#timer);
    // A proxy's ssh keeps its own stdout open, so that there the reports alone tell.
    if (this.#relayed) this.#finish(true, null);
    else
      this.#timer = setTimeout(
        () => this.#finish(true, "processes of the script still hold its output"),
        drainMs,
      );
  }

  #streamsEnded(): void {
    if (this.#reportedOn.size === 2) this.#finish(true, null);
  }

  #finish(outputComplete: boolean, detail: string | null): void {
    const code = this.#code ?? -1;
    const signal = this.#killed ? signalOf(code) : null;
    this.#settle({ kind: "ended", exitCode: code, signal, outputComplete, detail });
  }

  #closed(exit: number | null): void {
    if (this.#code !== null) this.#finish(this.#reportedOn.size === 2, null);
    else this.#settle(this.#endWithoutReport(exit));
  }

  /** The session is over and the launcher never said how the script ended. */
  #endWithoutReport(exit: number | null): LaunchEnd {
    if (this.#started) return { kind: "lost", detail: "the connection ended before the script did" };
    const said = this.#noise.trim();
    const relayFailed = this.#relayed && exit === 255;
    const refusal = relayFailed ? relayRefusal(said) : null;
    if (refusal !== null) return { kind: "nothing_sent", reason: refusal, detail: said };
    if (exit === null || relayFailed) {
      return { kind: "lost", detail: "the connection ended before the launcher answered" };
    }
    const known = refusedFrame[exit as keyof typeof refusedFrame];
    const unknown = `the session ended with ${exit} without running the launcher${said ? `: ${said}` : ""}`;
    return { kind: "not_started", reason: "launcher", detail: known ?? unknown };
  }

  #late(startMs: number): void {
    if (this.#channel === null) {
      this.#settle({
        kind: "nothing_sent",
        reason: "channel",
        detail: `no session within ${startMs / 1000} s`,
      });
      return;
    }
    this.#settle({
      kind: "lost",
      detail: `the launcher did not answer within ${startMs / 1000} s; the script may start later`,
    });
    letGo(this.#channel);
  }

  #settle(end: LaunchEnd): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#over.abort();
    clearTimeout(this.#timer);
    this.#resolve(end);
  }
}
