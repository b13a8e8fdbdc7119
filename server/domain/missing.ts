/** As much of a zod issue as tells whether nothing was given; the server's issues have no `input`. */
interface Issue {
  code?: string;
  input?: unknown;
  message?: string;
  origin?: unknown;
  minimum?: unknown;
}

/** Whether zod refused a value because none was given: "undefined" or "at least 1 character" are no words for people. */
export function isMissing(issue: Issue): boolean {
  if (issue.code === "too_small") return issue.origin === "string" && issue.minimum === 1;
  if (issue.code !== "invalid_type") return false;
  return "input" in issue
    ? issue.input === undefined
    : issue.message?.endsWith("received undefined") === true;
}
