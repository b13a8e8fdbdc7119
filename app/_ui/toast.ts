import type { ExternalToast } from "sonner";

type Say = (message: string, options?: ExternalToast) => void;

let askForCorner: (() => void) | null = null;
const corner = Promise.withResolvers<void>();

/** Told by what draws the corner: when it is asked for first, and that it stands. */
export const toastCorner = {
  onAsked: (ask: () => void) => {
    askForCorner = ask;
  },
  stands: () => corner.resolve(),
};

function say(kind: "success" | "error" | "warning" | "info" | "loading"): Say {
  return (message, options) => {
    askForCorner?.();
    void Promise.all([import("sonner"), corner.promise]).then(([{ toast }]) => toast[kind](message, options));
  };
}

/** A word in the corner about what was done. Its library comes with the first one: a list's first load stays small. */
export const toast = {
  success: say("success"),
  /** What was refused, and stays until somebody closes it. */
  refused: (error: unknown, options?: ExternalToast) => {
    const message = error instanceof Error ? error.message : String(error);
    say("error")(message, { ...options, duration: Number.POSITIVE_INFINITY });
  },
  warning: say("warning"),
  info: say("info"),
  /** Goes on until the same `id` says how it ended. */
  loading: (message: string, options?: ExternalToast) =>
    say("loading")(message, { ...options, duration: Number.POSITIVE_INFINITY }),
};
