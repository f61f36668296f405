/** What a secret is shown as. */
const REDACTED = "[redacted]";

/**
 * Members of the credentials that the instance metadata service, STS and the CLI print, as JSON (or JSON inside a
 * JSON string) and as shell variables or profile lines. A value that begins with `$` is a command that a person
 * typed, such as `TOKEN=$(curl …)`, and says nothing.
 */
const NAMED =
  /((?:\b(?:AccessKeyId|SecretAccessKey|SessionToken)|(?<=["'])Token|\baws_(?:access_key_id|secret_access_key|session_token|security_token)|\bx-aws-ec2-metadata-token|\bTOKEN)\\?["']?\s*[:=]\s*\\?["']?)(?![$"'\\\s])[^"'\s\\,;]+/gi;

/** Secrets that are known by their looks, whatever stands before them. */
const BY_LOOKS = [
  // Access key ids: IAM User Guide, "IAM identifiers", "Unique identifiers".
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  // Session tokens of STS, and tokens of version 2 of the instance metadata service.
  /\b(?:IQoJ|FwoG|FQoG)[A-Za-z0-9/+]{40,}={0,2}/g,
  /\bAQAE[A-Za-z0-9_-]{40,}={0,2}/g,
  // Secret access keys: 40 characters of base64 with capitals, small letters and digits, unlike a hash in hex.
  /(?<![A-Za-z0-9/+=])(?=[a-z0-9/+]*[A-Z])(?=[A-Z0-9/+]*[a-z])(?=[A-Za-z/+]*[0-9])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g,
];

/**
 * Text with the AWS credentials in it made unreadable. The lab's third command prints the live credentials of the
 * server's role into the session's log: whatever we show or keep of such a log goes through here.
 */
export function redactSecrets(text: string): string {
  const named = text.replace(NAMED, `$1${REDACTED}`);
  return BY_LOOKS.reduce((safe, looks) => safe.replace(looks, REDACTED), named);
}
