import { afterAll, beforeAll, expect, test } from "vitest";
import { chooseParameters } from "../../../tasks/build/parameters.ts";
import type { LabTemplate } from "../../../tasks/build/template.ts";
import { fnd203Build } from "../../../tasks/labs/fnd203/build.ts";
import { startTestAccount, type TestAccount } from "../../helpers/local-account.ts";
import { clientsOf } from "../fixtures/built-lab.ts";

let account: TestAccount;
beforeAll(async () => {
  account = await startTestAccount();
});
afterAll(() => account.stop());

const AL2023 = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";
const choose = (template: Partial<LabTemplate>, region = "us-east-1") =>
  chooseParameters(clientsOf(account, { region }), fnd203Build, {
    body: "",
    parameters: new Map(),
    instanceTypes: ["t3.micro"],
    fixedNames: [],
    ...template,
  });

const all = (image: string) =>
  new Map<string, string | undefined>([
    ["PassedKeyName", undefined],
    ["AvailabilityZone1", undefined],
    ["AvailabilityZone2", undefined],
    ["S3PrefixListId", undefined],
    ["LatestLinuxAmiId", image],
  ]);

test("a template gets the values that its account decides, and keeps a default that holds", async () => {
  expect(await choose({ parameters: all(AL2023) })).toEqual({
    PassedKeyName: "FND203DemoKP",
    AvailabilityZone1: "us-east-1a",
    AvailabilityZone2: "us-east-1b",
    S3PrefixListId: "pl-63a5400a",
  });
});

test("the S3 prefix list is the Region's own", async () => {
  expect(await choose({ parameters: all(AL2023) }, "us-east-2")).toMatchObject({
    S3PrefixListId: "pl-7ba54012",
  });
});

test("a template is given no parameter that it does not have", async () => {
  expect(await choose({ parameters: new Map([["PassedKeyName", undefined]]) })).toEqual({
    PassedKeyName: "FND203DemoKP",
  });
});

test("an image parameter that AWS has no more is replaced by the newest", async () => {
  const gone = "/aws/service/ami-amazon-linux-latest/amzn-ami-hvm-x86_64-ebs-of-2015";
  expect(await choose({ parameters: all(gone) })).toMatchObject({ LatestLinuxAmiId: AL2023 });
});

test("a Region without two zones for the instance types is refused, before anything is touched", async () => {
  await expect(choose({ instanceTypes: ["t3.micro", "x99.huge"] })).rejects.toMatchObject({
    name: "PreflightRefused",
    message:
      "The lab needs two Availability Zones that offer t3.micro and x99.huge, and this Region has none. Use another Region.",
  });
});
