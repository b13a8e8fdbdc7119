import createNextIntlPlugin from "next-intl/plugin";

/** @type {import("next").NextConfig} */
const config = {
  reactCompiler: true,
  typedRoutes: true,
  poweredByHeader: false,
  serverExternalPackages: [
    "ssh2",
    "pg-boss",
    "pg",
    "pino",
    "@node-rs/argon2",
    "rate-limiter-flexible",
    "prom-client",
    "sh-syntax",
  ],
  // Types are checked by `npm run check`, once for the whole project.
  typescript: { ignoreBuildErrors: true },
};

export default createNextIntlPlugin("./app/_i18n/request.ts")(config);
