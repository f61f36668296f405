import { describe, expect, it } from "vitest";
import { redactJson, redactSecrets } from "../../../tasks/runtime/redact.ts";

const KEY_ID = "ASIAQ3EXAMPLEKEYID12";
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const TOKEN = `IQoJb3JpZ2luX2VjE${"a1B2/+".repeat(40)}==`;
const IMDS_TOKEN = `AQAEA${"x9_-Z".repeat(10)}==`;
const SECRETS = [KEY_ID, SECRET, TOKEN, IMDS_TOKEN];

/** As the instance metadata service prints them. */
const CREDENTIALS = `{
  "Code" : "Success",
  "LastUpdated" : "2026-11-22T09:00:00Z",
  "Type" : "AWS-HMAC",
  "AccessKeyId" : "${KEY_ID}",
  "SecretAccessKey" : "${SECRET}",
  "Token" : "${TOKEN}",
  "Expiration" : "2026-11-22T15:00:00Z"
}`;

describe("redacting", () => {
  it("keeps all of a role's credentials but the secrets", () => {
    expect(redactSecrets(CREDENTIALS)).toBe(
      CREDENTIALS.replace(KEY_ID, "[redacted]").replace(SECRET, "[redacted]").replace(TOKEN, "[redacted]"),
    );
  });

  it.each([
    ["JSON in a JSON string", JSON.stringify({ sessionData: [CREDENTIALS] })],
    ["JSON without blanks", JSON.stringify(JSON.parse(CREDENTIALS))],
    ["a value that is cut off", CREDENTIALS.slice(0, CREDENTIALS.indexOf(TOKEN) + 60)],
    ["shell variables", `export AWS_ACCESS_KEY_ID=${KEY_ID} AWS_SECRET_ACCESS_KEY='${SECRET}'`],
    ["a profile", `aws_secret_access_key = ${SECRET}\naws_session_token = ${TOKEN}`],
    ["the bare words", `${KEY_ID}\n${SECRET}\n${TOKEN}\n${IMDS_TOKEN}`],
    ["a header", `curl -H "X-aws-ec2-metadata-token: ${IMDS_TOKEN}" http://169.254.169.254/`],
    ["a variable's value", `TOKEN=${IMDS_TOKEN}`],
    ["lines in a JSON string", JSON.stringify({ log: `\n${KEY_ID}\n${SECRET}\n${TOKEN}\t${IMDS_TOKEN}\n` })],
    ["a profile in a JSON string", JSON.stringify(`[default]\naws_secret_access_key = s3cret\nTOKEN=t0ken`)],
    ["short values, by their names", '{"SecretAccessKey":"s3cret","Token":"t0ken"}'],
  ])("finds them in %s", (_, text) => {
    const safe = redactSecrets(text);
    for (const secret of [...SECRETS, "s3cret", "t0ken"]) {
      expect(safe).not.toContain(secret);
      expect(safe).not.toContain(secret.slice(0, 30));
    }
    expect(safe).toContain("[redacted]");
    expect(redactSecrets(safe)).toBe(safe);
  });

  it.each([
    `TOKEN=$(curl -sX PUT http://169.254.169.254/latest/api/token -H 'X-aws-ec2-metadata-token-ttl-seconds: 300')`,
    `curl -s -H "X-aws-ec2-metadata-token: $TOKEN" http://169.254.169.254/latest/meta-data/iam/security-credentials/SharedServerConnectivityRole`,
    "i-0123456789abcdef0",
    "64 bytes from 8.8.8.8: icmp_seq=1 ttl=118 time=1.08 ms",
    "commit 0e2aec9f00d0e2aec9f00d0e2aec9f00d0e2aec9",
    "s3://fdn203-ssmlogs-bucket-me/sessions/alice-0a1b2c3d4e5f60718.log",
  ])("leaves %s as it is", (text) => {
    expect(redactSecrets(text)).toBe(text);
  });
});

describe("redacting a value", () => {
  it("takes out what a member's name or its value's looks tell, however deep, and keeps the shape", () => {
    const value = {
      findings: [{ actual: `The log has ${SECRET}`, resources: [KEY_ID, "i-0123456789abcdef0"] }],
      credentials: { SecretAccessKey: "s3cret", Token: "t0ken", Expiration: "2026-11-22T15:00:00Z" },
      cause: JSON.stringify({ left: [{ id: `\n${KEY_ID}` }] }),
      count: 2,
    };
    expect(JSON.parse(redactJson(value))).toEqual({
      findings: [{ actual: "The log has [redacted]", resources: ["[redacted]", "i-0123456789abcdef0"] }],
      credentials: { SecretAccessKey: "[redacted]", Token: "[redacted]", Expiration: "2026-11-22T15:00:00Z" },
      cause: JSON.stringify({ left: [{ id: "\n[redacted]" }] }),
      count: 2,
    });
  });
});
