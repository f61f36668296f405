import { execFile } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findStep } from "../../../../tasks/labs/find-step.ts";
import { fnd203Guide } from "../../../../tasks/labs/fnd203/guide.ts";
import { situationOf } from "../../../../tasks/labs/situation.ts";
import { verifySteps } from "../../../../tasks/labs/verify-steps.ts";
import { cliAvailable } from "../../../helpers/local-account.ts";
import { type BuiltLab, buildLab } from "../../fixtures/built-lab.ts";

const PLACE = { accountId: "123456789012", region: "us-east-1" };

describe("what the guide offers to paste", () => {
  test.each(fnd203Guide.steps)(
    "$id names what is not known yet in capitals, and nothing is undefined",
    (step) => {
      for (const { command, why } of step.commands({}, PLACE)) {
        expect(command).toMatch(/^aws [a-z0-9]+ [a-z-]+( |$)/);
        expect(`${command} ${why}`).not.toMatch(/undefined|null/);
      }
      expect(step.consoleUrl({}, PLACE)).toMatch(
        // S3's console has no single page with fragments, as the others have.
        /^https:\/\/us-east-1\.console\.aws\.amazon\.com\/([a-z0-9-]+\/home\?region=us-east-1#|s3\/buckets\/[^/?]+\?region=us-east-1&)/,
      );
    },
  );

  test.each(fnd203Guide.steps)("$id has a guide, and three hints that grow", (step) => {
    expect(step.guide).toMatch(/^# /);
    expect(step.hints).toHaveLength(3);
    const lengths = step.hints.map((hint) => hint.length);
    expect(lengths[2]).toBeGreaterThan(lengths[0]!);
    expect(step.id).toBe(findStep("fnd203", step.id).step.id);
  });
});

describe.skipIf(!cliAvailable)("pasted into a shell with the real AWS CLI", () => {
  let built: BuiltLab;
  beforeAll(async () => {
    // Not the usual name: the lab is found by what its stack owns.
    built = await buildLab("My-Own-Lab");
  });
  afterAll(() => built?.account.stop());

  // poc-protection is made of the same commands as load-balancer-isolation, and each run of the CLI takes a second.
  const pasted = fnd203Guide.steps.filter((step) => step.id !== "poc-protection");

  test.each(pasted)("$id is met", { timeout: 120_000 }, async (guide) => {
    const { lab, step } = findStep("fnd203", guide.id);
    const { resources } = await situationOf(lab, built.clients, built.book);
    let aclId = "";
    for (const { command } of guide.commands(resources, PLACE)) {
      const output = await paste(command.replaceAll("ACL_LOAD_BALANCER_ISOLATION", aclId));
      if (command.includes("create-network-acl ")) aclId = output.trim();
    }
    const [result] = (await verifySteps(lab, [step], built.clients, built.book)).results;
    expect(result!.findings.filter((finding) => finding.status === "unmet")).toEqual([]);
    expect(result!.status).toBe("met");
  });

  function paste(command: string): Promise<string> {
    const env = {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      AWS_ENDPOINT_URL: built.account.endpoint,
      AWS_ACCESS_KEY_ID: "123456789012",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_PAGER: "",
    };
    return new Promise((resolve, reject) =>
      // An AWS CLI before 2.13 or 1.29, such as Debian 12's, does not read AWS_ENDPOINT_URL.
      execFile(
        "/bin/sh",
        ["-c", `aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }\n${command}`],
        { env },
        (error, stdout, stderr) => (error ? reject(new Error(`${command}\n${stderr}`)) : resolve(stdout)),
      ),
    );
  }
});
