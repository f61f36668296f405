import { randomUUID } from "node:crypto";
import { AwsError } from "../../../errors.ts";

/** What AWS refuses in names: white space, brackets, wildcards, other special characters, control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const REFUSED = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f\ufffe\uffff]/;

/** @throws AwsError InvalidName unless the name is 1 to 80 characters, none of which AWS refuses. */
export function requireName(name: string | undefined): string {
  if (name !== undefined && name.length >= 1 && name.length <= 80 && !REFUSED.test(name)) return name;
  throw new AwsError("InvalidName", `Invalid Name: '${name}'`);
}

/** An execution that is not named has a UUID for a name. */
export const executionName = (name: string | undefined): string =>
  name === undefined ? randomUUID() : requireName(name);
