import {
  PutConfigurationRecorderCommand,
  StopConfigurationRecorderCommand,
} from "@aws-sdk/client-config-service";
import { DeleteBucketCommand, DeleteBucketPolicyCommand, DeleteObjectCommand } from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import { injectFault } from "../../../../infra/local/faults.ts";
import { stepStatusOf } from "../../../../tasks/labs/finding.ts";
import { judge } from "../../../../tasks/labs/fnd203/config/judge.ts";
import { observe } from "../../../../tasks/labs/fnd203/config/observe.ts";
import * as step from "../../../../tasks/labs/fnd203/config/solve.ts";
import { createActor } from "../../../helpers/actors.ts";
import { ROLE } from "../../../infra/local/services/config/recording.ts";
import { clientsOf } from "../../fixtures/built-lab.ts";
import { collected } from "../../fixtures/collected.ts";
import { PLACE, useConfigLab } from "../../fixtures/config-lab.ts";
import { expectUnmet } from "../../fixtures/table.ts";

const solve = collected(step.solve);

describe("done in an account", () => {
  const status = async (
    lab: Awaited<ReturnType<typeof useConfigLab>>,
    situation: Parameters<typeof observe>[1],
  ) => stepStatusOf(judge(await observe(lab.clients, situation)));

  test("from nothing it makes role, bucket, policy, recorder and channel, and starts; twice changes nothing", async () => {
    const lab = await useConfigLab();
    const situation = await lab.begin();
    expect(await status(lab, situation)).toBe("unmet");
    const actions = await solve(lab.clients, situation);
    expect(actions.map(({ operation }) => operation)).toEqual([
      "CreateServiceLinkedRole",
      "PutConfigurationRecorder",
      "CreateBucket",
      "PutBucketPolicy",
      "PutDeliveryChannel",
      "StartConfigurationRecorder",
    ]);
    const findings = judge(await observe(lab.clients, situation));
    expect(findings.map(({ status }) => status)).toEqual(Array(6).fill("met"));
    expect(await solve(lab.clients, situation)).toEqual([]);
  });

  test.each<[string, object, string[]]>([
    ["stopped", {}, ["StartConfigurationRecorder"]],
    [
      "daily",
      { recordingMode: { recordingFrequency: "DAILY" } },
      ["PutConfigurationRecorder", "StartConfigurationRecorder"],
    ],
    [
      "without IAM",
      { recordingGroup: { allSupported: true } },
      ["PutConfigurationRecorder", "StartConfigurationRecorder"],
    ],
  ])("what the participant left %s is mended", async (_, recorder, operations) => {
    const lab = await useConfigLab();
    const situation = await lab.begin();
    await solve(lab.clients, situation);
    const { config } = lab.clients;
    await config.send(new StopConfigurationRecorderCommand({ ConfigurationRecorderName: "default" }));
    const group = { allSupported: true, includeGlobalResourceTypes: true };
    await config.send(
      new PutConfigurationRecorderCommand({
        ConfigurationRecorder: { name: "default", roleARN: ROLE, recordingGroup: group, ...recorder },
      }),
    );
    expect(await status(lab, situation)).toBe("unmet");
    expect((await solve(lab.clients, situation)).map(({ operation }) => operation)).toEqual(operations);
    expect(await status(lab, situation)).toBe("met");
    expect(await solve(lab.clients, situation)).toEqual([]);
  });

  test("a bucket that was deleted, or lost its policy, is mended", async () => {
    const lab = await useConfigLab();
    // Only an empty bucket can be deleted: the first history files, which are there in a moment, are on their way.
    injectFault(lab.account.cloud, {
      operation: "PutObject",
      meets: ({ input }) => (input as { Key: string }).Key.includes("/ConfigHistory/"),
      until: new Promise(() => {}),
    });
    const situation = await lab.begin();
    await solve(lab.clients, situation);
    const { config, s3 } = lab.clients;
    const Bucket = `config-bucket-${PLACE.accountId}`;
    await config.send(new StopConfigurationRecorderCommand({ ConfigurationRecorderName: "default" }));
    await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    const Key = `AWSLogs/${PLACE.accountId}/Config/ConfigWritabilityCheckFile`;
    await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    await s3.send(new DeleteBucketCommand({ Bucket }));
    expectUnmet(
      judge(await observe(lab.clients, situation)).filter(({ requirement }) =>
        requirement.includes("delivered"),
      ),
      ["What it records is delivered", "this account has no such bucket"],
    );
    expect((await solve(lab.clients, situation)).map(({ operation }) => operation)).toEqual([
      "CreateBucket",
      "PutBucketPolicy",
      "PutDeliveryChannel",
      "StartConfigurationRecorder",
    ]);
    expect(await status(lab, situation)).toBe("met");
  });

  test("an organisation's recorder is looked at and never touched", async () => {
    const lab = await useConfigLab();
    const name = "aws-controltower-BaselineConfigRecorder";
    lab.store().recorders[name] = {
      name,
      arn: `arn:aws:config:us-east-1:${PLACE.accountId}:configuration-recorder/${name}/1`,
      roleArn: `arn:aws:iam::${PLACE.accountId}:role/aws-controltower-ConfigRecorderRole`,
      group: { allSupported: true, includeGlobalResourceTypes: false },
      mode: { recordingFrequency: "CONTINUOUS" },
      recording: true,
      scope: "PAID",
      guarded: true,
    };
    lab.store().channels["aws-controltower-BaselineConfigDeliveryChannel"] = {
      settings: {
        name: "aws-controltower-BaselineConfigDeliveryChannel",
        s3BucketName: "aws-controltower-logs-999999999999-us-east-1",
      },
      guarded: true,
    };
    const situation = await lab.begin();
    const before = structuredClone(lab.store());
    const findings = judge(await observe(lab.clients, situation));
    expect(stepStatusOf(findings)).toBe("met");
    expect(findings[0]!.status).toBe("elsewhere");
    expect(await solve(lab.clients, situation)).toEqual([]);
    expect(lab.store()).toEqual(before);
  });

  test("a service's recorder is nobody's answer", async () => {
    const lab = await useConfigLab();
    lab.store().recorders.AWSConfigurationRecorderForX = {
      name: "AWSConfigurationRecorderForX",
      arn: "arn:aws:config:us-east-1:123456789012:configuration-recorder/x/1",
      roleArn: ROLE,
      group: { allSupported: true },
      mode: { recordingFrequency: "CONTINUOUS" },
      recording: true,
      scope: "INTERNAL",
      servicePrincipal: "x.amazonaws.com",
    };
    expect(await status(lab, await lab.begin())).toBe("unmet");
  });

  test("who may not look is told so, and not that it is not done", async () => {
    const lab = await useConfigLab();
    const actor = await createActor(lab.account);
    await expect(observe(clientsOf(lab.account, actor), await lab.begin())).rejects.toMatchObject({
      name: "AccessDeniedException",
    });
  });
});
