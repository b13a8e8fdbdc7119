import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { findRunningPostgres, startEmbeddedPostgres } from "../dev/postgres/embedded.ts";
import { type Database, openDatabase } from "../server/db/client.ts";
import { migrateDatabase } from "../server/db/migrate.ts";
import { acceptInvitation } from "../server/invitation/accept.ts";
import { openLimiters } from "../server/rate-limit/limiters.ts";
import { signIn } from "../server/session/sign-in.ts";
import { ensureFirstAdmin } from "../server/user/first-admin.ts";
import { hostrun } from "./testing.ts";
import { UsageError } from "./usage.ts";
import { createUser, setPassword } from "./user.ts";

const request = { id: "test", address: "192.0.2.1", agent: null };

/** Each test starts programs of its own, which a busy machine may keep waiting. */
vi.setConfig({ testTimeout: 60_000 });

let data: string;
let postgres: string;
let settings: Record<string, string>;
let database: Database;

beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), "hostrun-command-"));
  await chmod(data, 0o755);
  postgres = path.join(data, "postgres");
  settings = { HOSTRUN_DATA_DIR: data, HOSTRUN_URL: "https://hostrun.example.test" };
  const { url } = await startEmbeddedPostgres({ directory: postgres });
  await migrateDatabase(url);
  database = openDatabase({ url, role: null }, { max: 2, name: "test" });
});
afterAll(async () => {
  if (!database.pool.ended) await database.close();
  await (await findRunningPostgres(postgres))?.stop();
  await rm(data, { recursive: true, force: true });
});

const run = (words: string[], stdin?: string) => hostrun(words, settings, stdin);
const enter = (email: string, password: string) =>
  signIn({ database, limiters: openLimiters(database.pool) }, { email, password }, request);

test("before the first start there is no tenant to make a user in, and that is said", async () => {
  const { exitCode, stderr, stdout } = await run(["user", "create", "--email", "a@example.test"]);
  expect([exitCode, stdout, stderr]).toEqual([
    1,
    "",
    "There is no tenant yet. Start Hostrun once: it makes the first one.\n",
  ]);
  await ensureFirstAdmin(database, {
    HOSTRUN_ADMIN_EMAIL: "first@example.test",
    HOSTRUN_ADMIN_PASSWORD: undefined,
  });
});

test("the last line of user create is a link with which that user gets in", async () => {
  const words = ["user", "create", "--email", "ann@example.test", "--name", "Ann", "--role", "system_admin"];
  const { exitCode, lastLine, stderr } = await run(words);
  expect([exitCode, stderr]).toEqual([0, ""]);
  const link = new URL(lastLine);
  expect(`${link.origin}${link.pathname}`).toBe("https://hostrun.example.test/invitation");
  const token = link.hash.slice(1);
  await acceptInvitation({ database, request }, { token, password: "chosen by Ann herself" });
  await expect(enter("ann@example.test", "chosen by Ann herself")).resolves.toBeTruthy();
});

test("a piped password is taken without its newline, and the last line is the user's id", async () => {
  const words = ["user", "create", "--email", "bob@example.test", "--tenant", "default", "--password-stdin"];
  const { exitCode, lastLine } = await run(words, " spaces stay as they are \n");
  expect([exitCode, lastLine]).toEqual([0, expect.stringMatching(/^\d+$/)]);
  await expect(enter("bob@example.test", " spaces stay as they are ")).resolves.toBeTruthy();
});

test("the last line of user passwd is a new password that lets in where the old one no longer does", async () => {
  const { exitCode, lastLine } = await run(["user", "passwd", "FIRST@example.test"]);
  expect([exitCode, lastLine]).toEqual([0, expect.stringMatching(/^\S{20}$/)]);
  await expect(enter("first@example.test", lastLine)).resolves.toBeTruthy();
  const piped = await run(["user", "passwd", "first@example.test", "--password-stdin"], "of the operator\n");
  expect(piped).toMatchObject({ exitCode: 0, stdout: expect.not.stringContaining("of the operator") });
  await expect(enter("first@example.test", "of the operator")).resolves.toBeTruthy();
  await expect(enter("first@example.test", lastLine)).rejects.toMatchObject({ reason: "SIGN_IN_FAILED" });
});

test.each([
  [createUser, [], /^--email is needed/],
  [createUser, ["--email", "nobody"], /^--email is an address such as .*, not nobody\.$/],
  [createUser, ["--email", "x@example.test", "--name", "a\nb"], /^--name is one line/],
  [createUser, ["--email", "x@example.test", "--role", "king"], /^--role is one of .*, not king\.$/],
  [createUser, ["--mail", "x@example.test"], /^Unknown option '--mail'\. See hostrun --help\.$/],
  [createUser, ["--email"], /^Option '--email <value>' argument missing\. See hostrun --help\.$/],
  [createUser, ["x@example.test"], /^Unexpected argument 'x@example\.test'\. See hostrun --help\.$/],
  [setPassword, [], /^One e-mail is needed/],
  [setPassword, ["a@example.test", "b@example.test"], /^One e-mail is needed/],
])("%o with %j is refused before any database is looked for", async (verb, words, sentence) => {
  await expect(verb(words)).rejects.toThrow(UsageError);
  await expect(verb(words)).rejects.toThrow(sentence);
});

test.each([
  [["user", "create", "--email", "x@example.test", "--tenant", "none"], /^--tenant names none .*: none\.$/],
  [["user", "create", "--email", "First@example.test"], /^A user with the address .* exists\.$/],
  [["user", "passwd", "none@example.test"], /^There is no user with the e-mail none@example\.test\.$/],
  [["user", "passwd", "first@example.test", "--password-stdin"], /^--password-stdin .* 12 to 128/],
  [["user", "frobnicate"], /^There is no verb "user frobnicate"\./],
])("%j is refused in a sentence that names what to mend", async (words, sentence) => {
  const { exitCode, stdout, stderr } = await run(words, "short\n");
  expect([exitCode, stdout]).toEqual([1, ""]);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(stderr.trimEnd()).toMatch(sentence);
});

test("help names every verb", async () => {
  const { exitCode, stdout } = await run(["user", "--help"]);
  expect(exitCode).toBe(0);
  for (const verb of ["start", "migrate", "user create", "user passwd", "token create"]) {
    expect(stdout).toContain(`\n  ${verb} `);
  }
});

test("where no database runs it is started for the time of the command, and is ended after it", async () => {
  await database.close();
  await (await findRunningPostgres(postgres))?.stop();
  const { exitCode, lastLine } = await run(["user", "passwd", "first@example.test"]);
  expect([exitCode, lastLine]).toEqual([0, expect.stringMatching(/^\S{20}$/)]);
  expect(await findRunningPostgres(postgres)).toBeNull();
});
