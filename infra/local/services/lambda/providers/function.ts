import { isDeepStrictEqual } from "node:util";
import type {
  CreateFunctionCommandInput,
  UpdateFunctionConfigurationCommandInput,
} from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import * as z from "zod";
import { AwsError } from "../../../errors.ts";
import {
  allTags,
  droppedTags,
  integer,
  readProperties,
  tagMap,
  tags,
  unlessGone,
} from "../../../resource-properties.ts";
import type { Call } from "../../../service.ts";
import type { Resource, ResourceProvider } from "../../cloudformation/provider.ts";

const functionProperties = z.strictObject({
  Architectures: z.array(z.enum(["arm64", "x86_64"])).optional(),
  Code: z.strictObject({
    S3Bucket: z.string().optional(),
    S3Key: z.string().optional(),
    S3ObjectVersion: z.string().optional(),
    ZipFile: z.string().optional(),
  }),
  Description: z.string().optional(),
  Environment: z.strictObject({ Variables: z.record(z.string(), z.coerce.string()).optional() }).optional(),
  EphemeralStorage: z.strictObject({ Size: integer }).optional(),
  FunctionName: z.string().optional(),
  Handler: z.string().optional(),
  KmsKeyArn: z.string().optional(),
  LoggingConfig: z
    .strictObject({
      ApplicationLogLevel: z.enum(["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]).optional(),
      LogFormat: z.enum(["JSON", "Text"]).optional(),
      LogGroup: z.string().optional(),
      SystemLogLevel: z.enum(["DEBUG", "INFO", "WARN"]).optional(),
    })
    .optional(),
  MemorySize: integer.optional(),
  PackageType: z.literal("Zip").optional(),
  ReservedConcurrentExecutions: integer.optional(),
  Role: z.string(),
  Runtime: z.string().optional(),
  Tags: tags.optional(),
  Timeout: integer.optional(),
  TracingConfig: z.strictObject({ Mode: z.enum(["Active", "PassThrough"]) }).optional(),
});
type FunctionProperties = z.infer<typeof functionProperties>;

/** The languages whose inline code CloudFormation packs, and the file that it puts it into. */
const INLINE_FILES: [RegExp, string][] = [
  [/^nodejs/, "index.js"],
  [/^python/, "index.py"],
];

function codeOf({ Code, Runtime }: FunctionProperties): CreateFunctionCommandInput["Code"] {
  const { S3Bucket, S3Key, S3ObjectVersion } = Code;
  if (Code.ZipFile === undefined) return { S3Bucket, S3Key, S3ObjectVersion };
  const [, file] = INLINE_FILES.find(([runtime]) => runtime.test(Runtime ?? "")) ?? [];
  if (file === undefined)
    throw new AwsError(
      "ValidationError",
      "ZipFile can only be used when Runtime is set to nodejs* or python*.",
    );
  // A fixed time in the archive: the same code is the same package.
  return { ZipFile: zipSync({ [file]: [strToU8(Code.ZipFile), { mtime: "1980-01-01" }] }) };
}

function configurationOf(
  properties: FunctionProperties,
): Omit<UpdateFunctionConfigurationCommandInput, "FunctionName"> {
  return {
    Description: properties.Description ?? "",
    Environment: { Variables: properties.Environment?.Variables },
    EphemeralStorage: properties.EphemeralStorage ?? { Size: 512 },
    Handler: properties.Handler,
    KMSKeyArn: properties.KmsKeyArn,
    LoggingConfig: properties.LoggingConfig ?? {},
    MemorySize: properties.MemorySize ?? 128,
    Role: properties.Role,
    // Whether Lambda has it is for Lambda to say.
    Runtime: properties.Runtime as UpdateFunctionConfigurationCommandInput["Runtime"],
    Timeout: properties.Timeout ?? 3,
    TracingConfig: properties.TracingConfig ?? { Mode: "PassThrough" },
  };
}

/** Waits, as the waiters do, until the function is Active and no update goes on. */
async function settled(call: Call, FunctionName: string): Promise<void> {
  for (;;) {
    const { Configuration } = await call.invoke("lambda", "GetFunction", { FunctionName });
    if (Configuration?.State === "Active" && Configuration.LastUpdateStatus === "Successful") return;
    await call.cloud.clock.delay(500, call.cloud.stopping);
  }
}

async function reserve(call: Call, FunctionName: string, reserved: number | undefined): Promise<void> {
  if (reserved === undefined) await call.invoke("lambda", "DeleteFunctionConcurrency", { FunctionName });
  else
    await call.invoke("lambda", "PutFunctionConcurrency", {
      FunctionName,
      ReservedConcurrentExecutions: reserved,
    });
}

async function describe(call: Call, FunctionName: string): Promise<Resource> {
  const { Configuration } = await call.invoke("lambda", "GetFunction", { FunctionName });
  return { physicalId: FunctionName, attributes: { Arn: Configuration?.FunctionArn ?? "" } };
}

/** `AWS::Lambda::Function` */
export const functionProvider: ResourceProvider = {
  createOnlyProperties: ["FunctionName", "PackageType"],

  async create(request) {
    const { call } = request;
    const properties = readProperties(functionProperties, request);
    const name = properties.FunctionName ?? request.generateName(64);
    await call.invoke("lambda", "CreateFunction", {
      ...configurationOf(properties),
      FunctionName: name,
      Role: properties.Role,
      Environment: properties.Environment,
      Architectures: properties.Architectures,
      Code: codeOf(properties),
      Tags: tagMap(allTags(properties.Tags, request.tags)),
    });
    return describe(call, name);
  },

  async stabilise(request) {
    const { call, physicalId } = request;
    await settled(call, physicalId);
    // Not before the function's id is recorded: if this fails, the function must be deleted with the stack.
    const { ReservedConcurrentExecutions: reserved } = readProperties(functionProperties, request);
    if (reserved !== undefined) await reserve(call, physicalId, reserved);
  },

  async update(request, old) {
    const { call, physicalId: FunctionName } = request;
    const before = readProperties(functionProperties, request, old);
    const after = readProperties(functionProperties, request);
    const resource = await describe(call, FunctionName);
    const Resource = String(resource.attributes.Arn);
    const newCode = !isDeepStrictEqual(before.Code, after.Code);
    if (newCode || !isDeepStrictEqual(before.Architectures, after.Architectures)) {
      await call.invoke("lambda", "UpdateFunctionCode", {
        FunctionName,
        ...codeOf(after),
        Architectures: after.Architectures,
      });
      await settled(call, FunctionName);
    }
    if (!isDeepStrictEqual(configurationOf(before), configurationOf(after))) {
      await call.invoke("lambda", "UpdateFunctionConfiguration", { FunctionName, ...configurationOf(after) });
      await settled(call, FunctionName);
    }
    if (before.ReservedConcurrentExecutions !== after.ReservedConcurrentExecutions)
      await reserve(call, FunctionName, after.ReservedConcurrentExecutions);
    const wanted = allTags(after.Tags, request.tags);
    const TagKeys = droppedTags(before.Tags, wanted);
    if (TagKeys.length > 0) await call.invoke("lambda", "UntagResource", { Resource, TagKeys });
    if (wanted.length > 0) await call.invoke("lambda", "TagResource", { Resource, Tags: tagMap(wanted) });
    return resource;
  },

  delete: ({ call, physicalId: FunctionName }) =>
    unlessGone(call.invoke("lambda", "DeleteFunction", { FunctionName }), "ResourceNotFoundException"),
};
