import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run, temporaryFolder } from "../helpers/program.ts";
import { trap } from "../helpers/trap.ts";

/** Between them they ask every service that the lab has to do with. */
const STEPS = [
  "trail",
  "config",
  "guardduty",
  "services-egress",
  "log-group",
  "session-preferences",
  "session",
];

test("nothing in the environment or in a configuration file leads a local lab elsewhere", async () => {
  const home = await temporaryFolder();
  const { url: elsewhere, calls } = await trap();
  await mkdir(join(home, ".aws"));
  await writeFile(
    join(home, ".aws/config"),
    `[default]\nregion = eu-west-1\nendpoint_url = ${elsewhere}\nservices = all\nuse_fips_endpoint = true\n` +
      `[profile production]\nregion = eu-west-1\nendpoint_url = ${elsewhere}\n` +
      `[services all]\ns3 =\n  endpoint_url = ${elsewhere}\ncloudformation =\n  endpoint_url = ${elsewhere}\n`,
  );
  await writeFile(
    join(home, ".aws/credentials"),
    "[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n",
  );
  const hostile = {
    AWS_ENDPOINT_URL: elsewhere,
    AWS_ENDPOINT_URL_S3: elsewhere,
    AWS_ENDPOINT_URL_STS: elsewhere,
    AWS_ENDPOINT_URL_SFN: elsewhere,
    AWS_ENDPOINT_URL_EC2: elsewhere,
    AWS_ENDPOINT_URL_CLOUDFORMATION: elsewhere,
    AWS_PROFILE: "production",
    AWS_REGION: "eu-west-1",
    AWS_DEFAULT_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
    AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    AWS_SESSION_TOKEN: "token",
    AWS_USE_FIPS_ENDPOINT: "true",
    AWS_USE_DUALSTACK_ENDPOINT: "true",
    AWS_EC2_METADATA_SERVICE_ENDPOINT: elsewhere,
    HTTP_PROXY: elsewhere,
    HTTPS_PROXY: elsewhere,
    http_proxy: elsewhere,
    https_proxy: elsewhere,
    NODE_USE_ENV_PROXY: "1",
  };
  // The terminal's calls, and those of every function, with a client of each service.
  const { exitCode, stdout, stderr } = await run(home, ["validate", "--step", ...STEPS], hostile);
  expect(stderr).toBe("");
  expect(stdout).toMatch(/in the local account 123456789012, us-east-1/);
  expect(stdout).toMatch(/^Valid: each check failed/m);
  expect(exitCode).toBe(0);
  expect(calls()).toBe(0);
});
