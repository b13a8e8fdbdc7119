import { email, regexes, string } from "zod";

/** An e-mail address as a browser's field takes it; people sign in with it, in whatever case they type it. */
export const emailSchema = string()
  .trim()
  .max(254)
  .pipe(email({ pattern: regexes.html5Email }));
