import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import validate from "asl-validator";
import { Validations } from "aws-cdk-lib";
import { beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { synthesise } from "../../infra/app.ts";
import { validateDefinition } from "../../infra/local/services/states/asl/validation/definition.ts";
import { readManifest } from "../../infra/manifest.ts";
import { FUNCTIONS, type FunctionName, machineName, VERBS } from "../../workflows/contract.ts";
import { builtDist } from "../lifecycle/built-dist.ts";

interface Statement {
  Action: string | string[];
  Resource: unknown;
}

interface Resource {
  Type: string;
  Properties: {
    DefinitionString?: unknown;
    FunctionName?: string;
    StateMachineName?: string;
    PolicyDocument?: { Statement: Statement[] };
    Roles?: { Ref: string }[];
    Role?: { "Fn::GetAtt": [string, string] };
    [property: string]: unknown;
  };
}

let resources: Record<string, Resource>;
beforeAll(async () => {
  const dist = await builtDist();
  const { file } = (await readManifest(dist)).templates.orchestrator;
  resources = JSON.parse(readFileSync(join(dist, file), "utf8")).Resources;
});

const ofType = (type: string): Resource[] => Object.values(resources).filter((one) => one.Type === type);

/** A definition with its references filled in by ARNs of the right kind. */
function definitionOf(machine: Resource): string {
  const { DefinitionString } = machine.Properties;
  const parts = (DefinitionString as { "Fn::Join": [string, unknown[]] })["Fn::Join"][1];
  return parts
    .map((part) => {
      if (typeof part === "string") return part;
      const { Ref, "Fn::GetAtt": attribute } = part as { Ref?: string; "Fn::GetAtt"?: [string, string] };
      if (Ref === "AWS::Partition") return "aws";
      if (Ref === "HandrailBucket") return "handrail-123456789012-us-east-1";
      if (attribute) return `arn:aws:lambda:us-east-1:123456789012:function:${attribute[0]}`;
      const kind = resources[Ref!]!.Type === "AWS::StepFunctions::Activity" ? "activity" : "stateMachine";
      return `arn:aws:states:us-east-1:123456789012:${kind}:${Ref}`;
    })
    .join("");
}

/** The statements of the policies that are attached to a function's role. */
function statementsOf(name: FunctionName): Statement[] {
  const made = ofType("AWS::Lambda::Function").find(
    (one) => one.Properties.FunctionName === `handrail-${name}`,
  )!;
  const role = made.Properties.Role!["Fn::GetAtt"][0];
  return ofType("AWS::IAM::Policy")
    .filter((policy) => policy.Properties.Roles?.some((one) => one.Ref === role))
    .flatMap((policy) => policy.Properties.PolicyDocument!.Statement);
}

test("the machines are named by their verb, and their definitions are valid States Language in JSONata", async () => {
  const machines = ofType("AWS::StepFunctions::StateMachine");
  expect(machines.map((one) => one.Properties.StateMachineName).toSorted()).toEqual(
    VERBS.map(machineName).toSorted(),
  );
  for (const machine of machines) {
    const definition = JSON.parse(definitionOf(machine));
    const { isValid, errorsText } = validate(definition);
    expect(isValid ? "" : errorsText(), machine.Properties.StateMachineName).toBe("");
    expect(await validateDefinition(definitionOf(machine))).toEqual([]);
    expect(definition).toMatchObject({ QueryLanguage: "JSONata", TimeoutSeconds: expect.any(Number) });
  }
});

test("every function has a role of its own that names what it may do, action by action", () => {
  const roles = ofType("AWS::Lambda::Function").map((one) => one.Properties.Role!["Fn::GetAtt"][0]);
  expect(new Set(roles).size).toBe(FUNCTIONS.length);
  for (const name of FUNCTIONS)
    for (const { Action } of statementsOf(name))
      for (const action of [Action].flat()) expect(action, name).toMatch(/^[a-z0-9]+:[A-Za-z0-9]+$/);
});

/** What every function does: write its log and its traces. */
const TELEMETRY = [
  "logs:CreateLogStream",
  "logs:PutLogEvents",
  "xray:PutTelemetryRecords",
  "xray:PutTraceSegments",
];

/** What only reads: to look events up, to filter a log, to ask IAM what it would decide. */
const READS = /:(Describe|Filter|Get|List|Lookup|Simulate)/;

const mutating = (name: FunctionName): Statement[] =>
  statementsOf(name).filter(({ Action }) =>
    [Action].flat().some((action) => !READS.test(action) && !TELEMETRY.includes(action)),
  );

test("verify can change nothing, and inventory nothing but its ledger", () => {
  expect(mutating("verify")).toEqual([]);
  expect(mutating("inventory")).toEqual([
    {
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
      Resource: { "Fn::Join": ["", expect.arrayContaining([{ Ref: "HandrailBucket" }, "/ledgers/*"])] },
    },
  ]);
});

/** Writes that have no resource to name (Service Authorization Reference, "AWS Config", "Amazon GuardDuty", "AWS Step Functions"). */
const WITHOUT_RESOURCE = [
  "config:DeleteDeliveryChannel",
  "config:PutDeliveryChannel",
  "guardduty:ArchiveFindings",
  "guardduty:CreateDetector",
  "guardduty:CreateSampleFindings",
  "states:SendTaskSuccess",
];

test("only reads, and what has no resource to name, are granted on every resource", () => {
  for (const name of FUNCTIONS)
    for (const { Action, Resource } of statementsOf(name))
      if (Resource === "*")
        for (const action of [Action].flat())
          if (![...TELEMETRY, ...WITHOUT_RESOURCE].includes(action)) expect(action, name).toMatch(READS);
});

test("functions and machines log, trace, end in time, and their logs go with the stack", () => {
  for (const { Properties } of ofType("AWS::Lambda::Function"))
    expect(Properties).toMatchObject({
      Timeout: 60,
      TracingConfig: { Mode: "Active" },
      Runtime: "nodejs24.x",
    });
  for (const { Properties } of ofType("AWS::StepFunctions::StateMachine"))
    expect(Properties).toMatchObject({
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: { Level: "ALL", IncludeExecutionData: true },
    });
  const groups = ofType("AWS::Logs::LogGroup");
  expect(groups).toHaveLength(FUNCTIONS.length + VERBS.length);
  for (const group of groups) expect(group).toMatchObject({ DeletionPolicy: "Delete" });
});

test("what cdk-nag finds is what is acknowledged, no more and no less, each with a reason", () => {
  const acknowledged = new Map<string, string>();
  const acknowledge = vi.spyOn(Validations.prototype, "acknowledge").mockImplementation((...rules) => {
    for (const { id, reason } of rules) acknowledged.set(id, reason);
  });
  const outdir = mkdtempSync(join(tmpdir(), "handrail-synth-"));
  onTestFinished(() => {
    acknowledge.mockRestore();
    rmSync(outdir, { recursive: true });
  });
  const keys = Object.fromEntries(FUNCTIONS.map((name) => [name, `functions/${name}.zip`]));
  let report = "";
  try {
    synthesise(outdir, keys as Record<FunctionName, string>, { checked: true });
  } catch (error) {
    report = (error as Error).message;
  }
  const found = new Set(
    [...report.matchAll(/Acknowledge with 'AwsSolutions::(.+)'/g)].map((match) => match[1]),
  );
  expect([...acknowledged.keys()].toSorted()).toEqual([...found].toSorted());
  for (const [id, reason] of acknowledged) expect(reason, id).toMatch(/^.{30,}\.$/);
});
