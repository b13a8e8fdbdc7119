import pino from "pino";
import { loadEnv } from "./env.ts";

/** Structured, to stdout; whatever could hold a secret is cut out by its name. */
export const logger = pino({
  level: logLevel(),
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: {
    paths: [
      "*.password",
      "*.passphrase",
      "*.privateKey",
      "*.token",
      "*.authorization",
      "*.cookie",
      "*.secret",
    ],
    censor: "(redacted)",
  },
});

function logLevel(): string {
  try {
    return loadEnv().LOG_LEVEL;
  } catch {
    return "info";
  }
}
