/**
 * The import rules of the house. No file is excepted by name. Tests may look behind a door (`tests` below); what
 * they show must hold for the code.
 */
const tests = "\\.test\\.tsx?$|^server/testing/|^e2e/|^bench/";
/** Files that only the worker may reach: they open boxes and connections to hosts. */
const workersOwn = "^server/execute/|/execution\\.ts$";
/** What calls the receivers of notices. */
const callers = "^server/notice/channel/(post|email)\\.ts$";
const node = "^(node:)?[a-z_/]+$";

const rule = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

export default {
  forbidden: [
    rule("no-cycle", "Data flows down, never in circles.", {}, { circular: true }),
    rule(
      "resolvable",
      "An import that leads nowhere would escape every other rule.",
      {},
      { couldNotResolve: true },
    ),
    rule(
      "domain-is-pure",
      "Values in, value out: the domain imports itself, zod and the cron library.",
      { path: "^server/domain/", pathNot: tests },
      { pathNot: "^server/domain/|^node_modules/(zod|croner|cronstrue)/" },
    ),
    rule(
      "input-knows-domain-and-zod",
      "A form in the browser derives from the same input as the service.",
      { path: "^server/.*/input\\.ts$" },
      { pathNot: "^server/domain/|/input\\.ts$|^node_modules/zod/" },
    ),
    rule(
      "ssh-is-a-leaf",
      "It knows hosts and keys, never rows.",
      { path: "^server/ssh/", pathNot: tests },
      { pathNot: `^server/ssh/|^node_modules/(@types/)?(ssh2|ipaddr\\.js)/|^server/domain/|${node}` },
    ),
    rule(
      "crypto-is-a-leaf",
      "It seals and opens, and knows nothing else.",
      { path: "^server/crypto/", pathNot: tests },
      { pathNot: `^server/crypto/|^node_modules/@hpke/|${node}` },
    ),
    rule(
      "one-door-to-ssh2",
      "Only server/ssh speaks SSH.",
      { pathNot: `^server/ssh/|${tests}` },
      { path: "^node_modules/(@types/)?ssh2/" },
    ),
    rule(
      "one-door-to-the-queue",
      "Only server/queue knows pg-boss; others may name its type.",
      { pathNot: `^server/queue/|${tests}` },
      { path: "^node_modules/pg-boss/", dependencyTypesNot: ["type-only"] },
    ),
    rule(
      "boxes-are-opened-by-the-worker",
      "What opens a sealed secret is out of the web's reach.",
      { pathNot: `^server/crypto/|^server/ssh-key/master-key\\.ts$|${workersOwn}|${tests}` },
      { path: "^server/crypto/open\\.ts$" },
    ),
    rule(
      "the-worker-alone-executes",
      "Nothing that the web serves opens a connection to a host.",
      { pathNot: `^worker/|${workersOwn}|${tests}` },
      { path: workersOwn },
    ),
    rule(
      "the-web-never-dials",
      "Not even by a detour.",
      { path: "^app/|^server/(web|router)\\.ts$" },
      { path: `^server/ssh/(dial|connection|pool|exec)\\.ts$|${callers}|${workersOwn}`, reachable: true },
    ),
    rule(
      "a-router-is-thin",
      "It calls its feature's verbs and nothing lower.",
      { path: "^server/.*/router\\.ts$" },
      { path: "^server/(db|queue|run|ssh|crypto)/|^node_modules/(drizzle-orm|pg|pg-boss|ssh2)/" },
    ),
    rule(
      "a-service-knows-no-transport",
      "The same verb serves every caller.",
      { path: "^server/", pathNot: `^server/(trpc|http|web)|/router\\.ts$|${tests}` },
      {
        path: "^node_modules/(@trpc|next|next-auth|react|react-dom)/|^server/(trpc|http)/",
        pathNot: "^node_modules/next-auth/jwt",
      },
    ),
    rule(
      "pages-see-contracts-only",
      "A page knows the domain, inputs, outputs and the router's type; its data comes through tRPC.",
      { path: "^app/", pathNot: "^app/(api|_auth|_trpc|_i18n)/" },
      {
        path: "^server/",
        pathNot: "^server/domain/|/input\\.ts$|/output\\.ts$|^server/version\\.ts$|^server/router\\.ts$",
      },
    ),
    rule(
      "route-handlers-see-no-tables",
      "They hand the request over.",
      { path: "^app/" },
      { path: "^server/(db|queue|run|execute)/|^node_modules/(drizzle-orm|pg|pg-boss)/" },
    ),
    rule(
      "one-door-to-rows",
      "A handle comes from inTenant; whoever opens the database hands it on whole.",
      { path: "^(server|app|worker)/", pathNot: `^server/(db|queue|runtime\\.ts|rate-limit)|${tests}` },
      { path: "^node_modules/(pg|drizzle-orm/node-postgres)/", dependencyTypesNot: ["type-only"] },
    ),
    rule("no-barrels-from-outside", "Nothing of ours imports the workplace.", {}, { path: "^\\.\\./" }),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.next|\\.hostrun)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".json", ".d.ts"],
    },
  },
};
