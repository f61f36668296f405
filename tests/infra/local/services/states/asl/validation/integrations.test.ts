import { describe, expect, it } from "vitest";
import { jsonata, one, problems } from "./definitions.ts";

const sdk = (action: string, Parameters: object = {}) =>
  one({ Type: "Task", Resource: `arn:aws:states:::aws-sdk:${action}`, Parameters });
const unsupported = (field: string, at = "Parameters") =>
  `The field "${field}" is not supported by Step Functions at /States/S/${at}`;

describe("an aws-sdk integration", () => {
  it.each(["s3:getObject", "ec2:describeVpcs.waitForTaskToken"])("is known: %s", async (action) => {
    expect(await problems(sdk(action))).toEqual([]);
  });

  it.each([
    ["of a service that there is not", "nothing:getObject"],
    ["of an action that there is not", "s3:getNothing"],
    ["of an action whose first letter is large", "s3:GetObject"],
    ["of what is no action, though the SDK has a shape of that name", "s3:bucket"],
    ["that waits for a job", "s3:getObject.sync"],
  ])("is not: %s", async (_, action) => {
    expect(await problems(sdk(action))).toEqual([
      `The resource provided arn:aws:states:::aws-sdk:${action} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. at /States/S/Resource`,
    ]);
  });

  it("takes the operation's parameters in Pascal case, and no others", async () => {
    const found = await problems(
      sdk("ec2:describeVpcs", {
        DryRun: false,
        vpcIds: [],
        Filters: [{ Name: "vpc-id", values: [] }],
        "Other.$": "$.known.when.it.runs",
      }),
    );
    expect(found).toEqual([unsupported("vpcIds"), unsupported("values")]);
  });

  it("takes whatever keys a map of its parameters has", async () => {
    const found = await problems(sdk("s3:putObject", { Bucket: "b", Key: "k", Metadata: { any: "a" } }));
    expect(found).toEqual([]);
  });
});

it("an optimised integration takes less than its operation does, and any JSON where it says so", async () => {
  const invoke = (Arguments: unknown) =>
    jsonata({ Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Arguments });
  expect(await problems(invoke({ FunctionName: "f", Payload: { any: [1] }, DryRun: true }))).toEqual([
    unsupported("DryRun", "Arguments"),
  ]);
  expect(await problems(invoke({ FunctionName: "{% $states.input.f %}" }))).toEqual([]);
  expect(await problems(invoke("{% $states.input %}"))).toEqual([]);
});
