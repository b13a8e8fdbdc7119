import path from "node:path";
import { cidrv4, cidrv6, type infer as Infer, int, NEVER, object, enum as oneOf, string, url } from "zod";
import { managerMappingSchema } from "./notice/channel/manager-mapping.ts";

const flag = string()
  .optional()
  .transform((value) => value === "true" || value === "1");

function wholeNumber(minimum: number, maximum: number, fallback: number) {
  return string()
    .regex(/^\d+$/, "a whole number is needed")
    .transform(Number)
    .pipe(int().min(minimum).max(maximum))
    .default(fallback);
}

/** Comma-separated, without empty parts. */
const list = string()
  .optional()
  .transform((value) =>
    (value ?? "")
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== ""),
  );

/** As {@link list}: networks as `10.0.0.0/8`. */
const networks = list.refine(
  (all) => all.every((network) => cidrv4().safeParse(network).success || cidrv6().safeParse(network).success),
  "networks such as 10.0.0.0/8,fd00::/8 are needed",
);

/** JSON; absent: an empty object. */
const json = string()
  .default("{}")
  .transform((text, ctx): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      ctx.addIssue("a JSON object is needed");
      return NEVER;
    }
  });

const address = url({ protocol: /^https?$/ }).optional();

const schema = object({
  DATABASE_URL: string()
    .regex(/^postgres(ql)?:\/\//, "postgres://user:password@host:port/database is needed")
    .optional(),
  HOSTRUN_HOST: string().default("0.0.0.0"),
  PORT: wholeNumber(0, 65_535, 3000),
  HOSTRUN_DATA_DIR: string()
    .default(".hostrun")
    .transform((folder) => path.resolve(folder)),
  HOSTRUN_URL: address.transform((value) => value?.replace(/\/+$/, "")),
  HOSTRUN_MASTER_KEY_FILE: string().optional(),
  HOSTRUN_ADMIN_EMAIL: string().default("admin@hostrun.local"),
  HOSTRUN_ADMIN_PASSWORD: string().min(12).max(128).optional(),
  HOSTRUN_CORS_ORIGINS: list,
  HOSTRUN_TRUSTED_PROXIES: list,
  HOSTRUN_ALLOW_LOOPBACK_TARGETS: flag,
  HOSTRUN_SANDBOX: flag,
  HOSTRUN_WORKER_SLOTS: wholeNumber(1, 2_000, 100),
  HOSTRUN_WORKER_METRICS_PORT: string().regex(/^\d+$/).transform(Number).optional(),
  HOSTRUN_METRICS_TOKEN: string().min(16).optional(),
  HOSTRUN_HEARTBEAT_SECONDS: wholeNumber(1, 60, 5),
  HOSTRUN_DRAIN_SECONDS: wholeNumber(0, 259_200, 30),
  OIDC_ISSUER: address,
  OIDC_CLIENT_ID: string().optional(),
  OIDC_CLIENT_SECRET: string().optional(),
  OIDC_AUDIENCE: string().optional(),
  OIDC_ROLE_CLAIM: string().optional(),
  OIDC_TENANT_CLAIM: string().optional(),
  OIDC_ROLE_MAP: string().optional(),
  MANAGER_URL: address.transform((value) => value?.replace(/\/+$/, "")),
  MANAGER_TOKEN: string().optional(),
  MANAGER_RECEIVERS: list,
  SMTP_URL: url({ protocol: /^smtps?$/ }).optional(),
  SMTP_FROM: string()
    .regex(/^[^\r\n]*[^\s<>@]+@[^\s<>@]+>?$/, "an address such as Hostrun <hostrun@example.com> is needed")
    .optional(),
  /** How the Manager's paths and fields differ from the usual ones, as JSON. */
  MANAGER_MAPPING: json.pipe(managerMappingSchema),
  HOSTRUN_NOTICE_NETWORKS: networks,
  NEXTAUTH_SECRET: string().min(32).optional(),
  LOG_LEVEL: oneOf(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
});

export type Env = Infer<typeof schema>;

/** One message about everything that is wrong with the settings. */
export class SettingsError extends Error {
  override name = "SettingsError";
}

/** Reads and checks the settings; throws one {@link SettingsError} that names every wrong one. */
export function loadEnv(source: Record<string, string | undefined> = process.env): Env {
  const given = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new SettingsError(`Some settings need another value:\n${wrong.join("\n")}`);
}

let cached: Env | null = null;

/** The settings of this process, with `.env` read beneath the environment. */
export function env(): Env {
  if (cached !== null) return cached;
  try {
    process.loadEnvFile();
  } catch {
    // No .env file is the usual case.
  }
  cached = loadEnv();
  return cached;
}
