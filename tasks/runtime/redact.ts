/** What a secret is shown as. */
const REDACTED = "[redacted]";

/** Where a word may begin: at a word's beginning, or after what JSON writes a line's end or a tab as. */
const START = String.raw`(?:\b|(?<=\\[bfnrt]))`;

/**
 * What credentials are called by the instance metadata service, STS and the CLI, in whatever case: as members of JSON,
 * variables of a shell, lines of a profile, and headers.
 */
const NAMES = [
  "AccessKeyId",
  "SecretAccessKey",
  "SessionToken",
  "Token",
  "aws_access_key_id",
  "aws_secret_access_key",
  "aws_session_token",
  "aws_security_token",
  "x-aws-ec2-metadata-token",
].join("|");

/**
 * A secret by its name, also in JSON inside a JSON string. A value that begins with `$` is a command that a person
 * typed, such as `TOKEN=$(curl …)`, and says nothing.
 */
const NAMED = new RegExp(
  String.raw`(${START}(?:${NAMES})\\?["']?\s*[:=]\s*\\?["']?)(?![$"'\\\s])[^"'\s\\,;]+`,
  "gi",
);

/** Secrets that are known by their looks, whatever stands before them. */
const BY_LOOKS = [
  // Access key ids: IAM User Guide, "IAM identifiers", "Unique identifiers".
  new RegExp(String.raw`${START}(?:AKIA|ASIA)[A-Z0-9]{16}\b`, "g"),
  // Session tokens of STS, and tokens of version 2 of the instance metadata service.
  new RegExp(`${START}(?:IQoJ|FwoG|FQoG)[A-Za-z0-9/+]{40,}={0,2}`, "g"),
  new RegExp(`${START}AQAE[A-Za-z0-9_-]{40,}={0,2}`, "g"),
  // Secret access keys: 40 characters of base64 with capitals, small letters and digits, unlike a hash in hex.
  /(?:(?<![A-Za-z0-9/+=])|(?<=\\[bfnrt]))(?=[a-z0-9/+]*[A-Z])(?=[A-Z0-9/+]*[a-z])(?=[A-Za-z/+]*[0-9])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g,
];

/**
 * Text with the AWS credentials in it made unreadable. The lab's third command prints the live credentials of the
 * server's role into the session's log: whatever we show or keep of such a log goes through here.
 */
export function redactSecrets(text: string): string {
  const named = text.replace(NAMED, `$1${REDACTED}`);
  return BY_LOOKS.reduce((safe, looks) => safe.replace(looks, REDACTED), named);
}

const SECRET_MEMBER = new RegExp(`^(?:${NAMES})$`, "i");

/** A value as JSON, two spaces a level, with the AWS credentials in it made unreadable; also those that a member's name tells. */
export const redactJson = (value: object): string =>
  JSON.stringify(
    value,
    (key, member: unknown) =>
      typeof member !== "string" ? member : SECRET_MEMBER.test(key) ? REDACTED : redactSecrets(member),
    2,
  );

/** The same value with them made unreadable. It is plain data, which JSON has a word for. */
export const redacted = <Value extends object>(value: Value): Value => JSON.parse(redactJson(value)) as Value;
