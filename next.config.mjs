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

export default createNextIntlPlugin({
  requestConfig: "./app/_i18n/request.ts",
  experimental: {
    // A browser then needs no parser of messages: 9 kB less of each page's first load.
    messages: { path: "./messages", format: "json", locales: ["en", "zh-CN"], precompile: true },
  },
})(config);
