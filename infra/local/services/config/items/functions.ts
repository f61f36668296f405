import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { AwsError } from "../../../errors.ts";
import { allPages, type Reader, type Resource } from "./resource.ts";
import { ANY, fill } from "./template.ts";

const FUNCTION = {
  functionName: null,
  functionArn: null,
  runtime: null,
  role: null,
  handler: null,
  codeSize: null,
  description: null,
  timeout: null,
  memorySize: null,
  lastModified: null,
  codeSha256: null,
  version: null,
  vpcConfig: ANY,
  tracingConfig: { mode: null },
  revisionId: null,
  layers: [],
  architectures: [],
  packageType: null,
  state: null,
  lastUpdateStatus: null,
  ephemeralStorage: { size: null },
} as const;

export async function readFunctions(reader: Reader): Promise<Resource[]> {
  const all = await allPages(async (Marker) => {
    const page = await reader.ask("lambda", "ListFunctions", { Marker });
    return { items: page.Functions, next: page.NextMarker };
  });
  return Promise.all(all.map((one) => readFunction(reader, one)));
}

async function readFunction({ ask }: Reader, one: FunctionConfiguration): Promise<Resource> {
  const arn = one.FunctionArn!;
  // A list leaves the state out.
  const [described, policy] = await Promise.all([
    ask("lambda", "GetFunction", { FunctionName: arn }),
    ask("lambda", "GetPolicy", { FunctionName: arn }).catch((error: unknown) => {
      if (AwsError.is(error)) return undefined;
      throw error;
    }),
  ]);
  const tags = described.Tags ?? {};
  const state = described.Configuration ?? one;
  return {
    type: "AWS::Lambda::Function",
    id: one.FunctionName!,
    name: one.FunctionName!,
    arn,
    zone: "Not Applicable",
    tags,
    relationships: one.Role
      ? [
          {
            resourceType: "AWS::IAM::Role",
            resourceName: one.Role.slice(one.Role.lastIndexOf("/") + 1),
            relationshipName: "Is associated with ",
          },
        ]
      : [],
    configuration: fill(state, FUNCTION),
    supplementary: {
      ...(policy?.Policy ? { Policy: JSON.stringify(policy.Policy) } : {}),
      Tags: JSON.stringify(tags),
    },
    settling: state.State === "Pending" || state.LastUpdateStatus === "InProgress",
  };
}
