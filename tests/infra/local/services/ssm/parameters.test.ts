import * as api from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publicImages } from "../../../../../infra/local/images.ts";
import { cliAvailable, startTestAccount, type TestAccount } from "../../../../helpers/local-account.ts";

let account: TestAccount;
let ssm: api.SSMClient;

beforeAll(async () => {
  account = await startTestAccount();
  ssm = account.client(api.SSMClient);
});
afterAll(() => account.stop());

const put = (Name: string, Value: string, more: Partial<api.PutParameterCommandInput> = {}) =>
  ssm.send(new api.PutParameterCommand({ Name, Value, Type: "String", ...more }));
const get = async (Name: string, WithDecryption?: boolean) =>
  (await ssm.send(new api.GetParameterCommand({ Name, WithDecryption }))).Parameter!;

describe("a parameter", () => {
  it("has versions and labels, by which it can be asked for", async () => {
    expect(await put("/lab/versions", "one")).toMatchObject({ Version: 1, Tier: "Standard" });
    await expect(put("/lab/versions", "two")).rejects.toMatchObject({
      name: "ParameterAlreadyExists",
      message: expect.stringContaining("set the overwrite option in the request to true"),
    });
    expect(await put("/lab/versions", "two", { Overwrite: true, Type: undefined })).toMatchObject({
      Version: 2,
    });
    expect(await get("/lab/versions")).toMatchObject({
      Value: "two",
      Version: 2,
      Type: "String",
      DataType: "text",
      ARN: "arn:aws:ssm:us-east-1:123456789012:parameter/lab/versions",
    });
    expect(await get("/lab/versions:1")).toMatchObject({
      Value: "one",
      Selector: ":1",
      Name: "/lab/versions",
    });
    await ssm.send(
      new api.LabelParameterVersionCommand({ Name: "/lab/versions", ParameterVersion: 1, Labels: ["first"] }),
    );
    expect(await get("/lab/versions:first")).toMatchObject({ Value: "one" });
    expect(await get("arn:aws:ssm:us-east-1:123456789012:parameter/lab/versions")).toMatchObject({
      Value: "two",
    });
    await expect(get("/lab/versions:3")).rejects.toMatchObject({
      name: "ParameterVersionNotFound",
      message: expect.stringContaining("could not find version 3 of /lab/versions"),
    });
    const { Parameters } = await ssm.send(new api.GetParameterHistoryCommand({ Name: "/lab/versions" }));
    expect(Parameters!.map(({ Value, Labels }) => [Value, Labels])).toEqual([
      ["one", ["first"]],
      ["two", []],
    ]);
  });

  it("is gone after its deletion", async () => {
    await put("Gone", "x");
    await ssm.send(new api.DeleteParameterCommand({ Name: "Gone" }));
    await expect(get("Gone")).rejects.toMatchObject({ name: "ParameterNotFound" });
    await expect(ssm.send(new api.DeleteParameterCommand({ Name: "Gone" }))).rejects.toMatchObject({
      name: "ParameterNotFound",
    });
    await put("Gone", "x");
    const result = await ssm.send(new api.DeleteParametersCommand({ Names: ["Gone", "Never"] }));
    expect(result).toMatchObject({ DeletedParameters: ["Gone"], InvalidParameters: ["Never"] });
  });

  it("may be secret", async () => {
    await put("/lab/secret", "hush", { Type: "SecureString" });
    expect((await get("/lab/secret")).Value).not.toContain("hush");
    expect(await get("/lab/secret", true)).toMatchObject({ Value: "hush", Type: "SecureString" });
  });

  it("has tags", async () => {
    await put("/lab/tagged", "x", { Tags: [{ Key: "Lab", Value: "1" }] });
    const resource = { ResourceType: "Parameter", ResourceId: "/lab/tagged" } as const;
    await ssm.send(new api.AddTagsToResourceCommand({ ...resource, Tags: [{ Key: "Owner", Value: "me" }] }));
    await ssm.send(new api.RemoveTagsFromResourceCommand({ ...resource, TagKeys: ["Lab"] }));
    const { TagList } = await ssm.send(new api.ListTagsForResourceCommand(resource));
    expect(TagList).toEqual([{ Key: "Owner", Value: "me" }]);
    const missing = new api.ListTagsForResourceCommand({ ...resource, ResourceId: "Never" });
    await expect(ssm.send(missing)).rejects.toMatchObject({ name: "InvalidResourceId" });
  });

  it.each([
    ["/aws/x", {}, "AccessDeniedException", "No access to reserved parameter name"],
    ["aws-x", {}, "ValidationException", `can't be prefixed with "aws" or "ssm"`],
    ["/lab/a b", {}, "ValidationException", "can only contain letters, numbers"],
    ["lab/x", {}, "ValidationException", "must be a fully qualified name"],
    ["/a".repeat(16), {}, "HierarchyLevelLimitExceededException", "maximum of 15 levels"],
    ["/lab/p", { AllowedPattern: "^\\d+$" }, "ParameterPatternMismatchException", "allowedPattern"],
    ["/lab/p", { Value: "x".repeat(4097) }, "ValidationException", "Standard tier parameters support"],
    ["/lab/p", { Type: undefined }, "ValidationException", "A parameter type is required"],
    ["/lab/p", { DataType: "aws:ec2:image" }, "ValidationException", "AMI"],
  ])("refuses %s %j", async (name, more, code, message) => {
    await expect(put(name, "x", more)).rejects.toMatchObject({
      name: code,
      message: expect.stringContaining(message),
    });
  });
});

describe("listings", () => {
  beforeAll(async () => {
    for (const name of ["/tree/a", "/tree/b", "/tree/deep/c", "/treetop"]) await put(name, name);
  });

  it("go by path, one level or all", async () => {
    const names = async (Path: string, Recursive?: boolean) => {
      const { Parameters } = await ssm.send(new api.GetParametersByPathCommand({ Path, Recursive }));
      return Parameters!.map(({ Name }) => Name);
    };
    expect(await names("/tree")).toEqual(["/tree/a", "/tree/b"]);
    expect(await names("/tree/", true)).toEqual(["/tree/a", "/tree/b", "/tree/deep/c"]);
    await expect(names("tree")).rejects.toMatchObject({ name: "ValidationException" });
  });

  it("go by filter, a page at a time", async () => {
    const found: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await ssm.send(
        new api.DescribeParametersCommand({
          ParameterFilters: [{ Key: "Name", Option: "BeginsWith", Values: ["/tree"] }],
          MaxResults: 3,
          NextToken,
        }),
      );
      expect(page.Parameters!.length).toBeLessThanOrEqual(3);
      found.push(...page.Parameters!.map(({ Name }) => Name));
      NextToken = page.NextToken;
    } while (NextToken);
    expect(found).toEqual(["/tree/a", "/tree/b", "/tree/deep/c", "/treetop"]);
    const wrong = new api.DescribeParametersCommand({ ParameterFilters: [{ Key: "Colour", Values: ["x"] }] });
    await expect(ssm.send(wrong)).rejects.toMatchObject({ name: "InvalidFilterKey" });
  });

  it("say which names are not there", async () => {
    const result = await ssm.send(
      new api.GetParametersCommand({ Names: ["/tree/a", "/tree/x", "/tree/b:7"] }),
    );
    expect(result.Parameters!.map(({ Name }) => Name)).toEqual(["/tree/a"]);
    expect(result.InvalidParameters).toEqual(["/tree/x", "/tree/b:7"]);
  });
});

describe("public images", () => {
  const NAME = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";

  it("are the Region's own, and the same at every start", async () => {
    const { Value } = await get(NAME);
    expect(Value).toMatch(/^ami-[0-9a-f]{17}$/);
    const elsewhere = account.client(api.SSMClient, { region: "eu-west-1" });
    const other = await elsewhere.send(new api.GetParameterCommand({ Name: NAME }));
    expect(other.Parameter!.Value).not.toBe(Value);
    expect(publicImages("us-east-1").find(({ parameterName }) => parameterName === NAME)!.id).toBe(Value);
    expect((await get(NAME.replace("default", "6.1"))).Value).toBe(Value);
    expect((await get(NAME.replace("x86_64", "arm64"))).Value).not.toBe(Value);
    const amazonLinux2 = await get("/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2");
    expect(amazonLinux2).toMatchObject({ DataType: "aws:ec2:image" });
    expect(amazonLinux2.ARN).toMatch(/^arn:aws:ssm:us-east-1::parameter\/aws\/service\//);
  });

  it.skipIf(!cliAvailable)("can be read by the AWS CLI", async () => {
    const { stdout, stderr } = await account.cli([
      "ssm",
      "get-parameters",
      "--names",
      NAME,
      "--query",
      "Parameters[0].Type",
    ]);
    expect(stderr).toBe("");
    expect(stdout.trim()).toBe('"String"');
  });
});
