import { type Running, type StartOptions, startAll } from "./start.ts";

/**
 * Runs the product until a signal (or `meanwhile`, by answering true) ends it; every part is ended before this
 * resolves. A second signal ends at once.
 */
export async function untilEnded(
  options: Omit<StartOptions, "say">,
  meanwhile: (running: Running) => Promise<boolean> = tellAddress,
): Promise<void> {
  const signalled = nextSignal();
  const starting = startAll({ ...options, say: (line) => say(`· ${line}`) });
  const running = await Promise.race([starting, signalled]);
  if (running === undefined) {
    await starting.then(
      (late) => late.stop(),
      () => {},
    );
    return;
  }
  try {
    const done = await Promise.race([meanwhile(running), signalled]);
    if (done === false) await signalled;
  } finally {
    say("· Stopping");
    await running.stop();
  }
}

/** A line on the terminal. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** The address, and the first admin's password where it was just made. */
export async function tellAddress({ url, admin }: Running): Promise<boolean> {
  say(`\nHostrun: ${url}`);
  say(`Sign in: ${admin.email}, ${passwordHint(admin)}`);
  return false;
}

/** Ctrl-C reaches this process from the terminal, and once more through npm: that is one wish to end. */
const sameSignalMs = 1_000;

function nextSignal(): Promise<undefined> {
  return new Promise((resolve) => {
    let first = Number.POSITIVE_INFINITY;
    const end = () => {
      if (performance.now() - first > sameSignalMs) process.exit(1);
      first = Math.min(first, performance.now());
      resolve(undefined);
    };
    process.on("SIGINT", end);
    process.on("SIGTERM", end);
  });
}

function passwordHint({ password, made }: Running["admin"]): string {
  if (password !== null) return `password ${password} (shown this once)`;
  return made ? "with the configured password" : "with its password (npx hostrun user passwd sets another)";
}
