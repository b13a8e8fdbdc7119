import type { StepNote } from "../domain/host-check.ts";
import type { RouteError } from "./errors.ts";
import type { HopName } from "./route.ts";

/** One step on the way to a host, with its time; the last one may have failed. */
export interface ConnectStep {
  hop: HopName;
  name: "dns" | "tcp" | "host_key" | "algorithms" | "login";
  ok: boolean;
  ms: number;
  error: RouteError | null;
  /** What was found: an address, a fingerprint, a user name. */
  detail?: string;
  note?: StepNote;
}

/** What a step that went well found. */
export type Found = Pick<ConnectStep, "detail" | "note">;

/** Takes the time of each step and tells whoever listens. */
export class StepClock {
  readonly #tell: (step: ConnectStep) => void;

  constructor(tell: (step: ConnectStep) => void = () => {}) {
    this.#tell = tell;
  }

  async time<T>(
    hop: HopName,
    name: ConnectStep["name"],
    work: () => Promise<T>,
    found: (result: T) => Found = () => ({}),
  ): Promise<T> {
    const began = performance.now();
    try {
      const result = await work();
      this.done(hop, name, began, found(result));
      return result;
    } catch (error) {
      throw this.fail(hop, name, error as RouteError, began);
    }
  }

  /** Tells of steps that were taken aside. */
  tellAll(steps: ConnectStep[]): void {
    for (const step of steps) this.#tell(step);
  }

  done(hop: HopName, name: ConnectStep["name"], began: number, found: Found = {}): void {
    this.#tell({ hop, name, ok: true, ms: Math.round(performance.now() - began), error: null, ...found });
  }

  /** Tells of a failed step, and gives its error back to be thrown. */
  fail(hop: HopName, name: ConnectStep["name"], error: RouteError, began = performance.now()): RouteError {
    this.#tell({ hop, name, ok: false, ms: Math.round(performance.now() - began), error });
    return error;
  }
}
