import { parse } from "yaml";
import * as z from "zod";
import { AwsError } from "../../../errors.ts";

/** Largest content of a document: 64 KB (Systems Manager endpoints and quotas, "Systems Manager document size limit"). */
const MAX_BYTES = 64 * 1024;

/** The schema versions that each type of document has ("Schemas, features, and examples" of the user guide). */
const SCHEMA_VERSIONS: Record<string, readonly string[]> = {
  Command: ["1.2", "2.0", "2.2"],
  Automation: ["0.3"],
  Policy: ["2.0"],
  Session: ["1.0"],
};

/** Booleans are also written as text in documents that the console has saved. */
const flag = z.union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")]);

/** A duration in minutes, as text; nothing where it is not set. */
const minutes = (most: number) =>
  z
    .string()
    .refine((text) => text === "" || (/^[1-9]\d*$/.test(text) && Number(text) <= most), {
      message: `must be a number of minutes between 1 and ${most}, as text`,
    })
    .default("");

/**
 * The preferences of a session, "Session document schema" of the user guide: four of them are required, and durations
 * are text.
 */
const sessionInputs = z.strictObject({
  s3BucketName: z.string().default(""),
  s3KeyPrefix: z.string().default(""),
  s3EncryptionEnabled: flag,
  cloudWatchLogGroupName: z.string().default(""),
  cloudWatchEncryptionEnabled: flag,
  cloudWatchStreamingEnabled: flag,
  kmsKeyId: z.string().default(""),
  runAsEnabled: flag,
  runAsDefaultUser: z.string().default(""),
  idleSessionTimeout: minutes(60),
  maxSessionDuration: minutes(1440),
  shellProfile: z.strictObject({ windows: z.string().default(""), linux: z.string().default("") }).optional(),
});

/** What a session document says of how its sessions run. */
export type SessionInputs = z.infer<typeof sessionInputs>;

const parameter = z.looseObject({
  type: z.enum(["String", "StringList", "Boolean", "Integer", "MapList", "StringMap"]),
  description: z.string().optional(),
  default: z.unknown().optional(),
  allowedPattern: z.string().optional(),
  allowedValues: z.array(z.unknown()).optional(),
});

const sessionContent = z
  .strictObject({
    schemaVersion: z.literal("1.0"),
    description: z.string().optional(),
    sessionType: z.enum(["Standard_Stream", "InteractiveCommands", "NonInteractiveCommands", "Port"]),
    inputs: sessionInputs.optional(),
    parameters: z.record(z.string(), parameter).optional(),
    properties: z.looseObject({}).optional(),
  })
  .refine(({ sessionType, inputs }) => sessionType !== "Standard_Stream" || inputs, {
    message: "is required for sessions of type Standard_Stream",
    path: ["inputs"],
  })
  .refine(({ sessionType, properties }) => sessionType === "Standard_Stream" || properties, {
    message: "is required for sessions of this type",
    path: ["properties"],
  });

export type SessionContent = z.infer<typeof sessionContent>;

export interface ParameterContent {
  type?: string;
  description?: string;
  default?: unknown;
}

/** What every document's content has. */
interface AnyContent {
  schemaVersion: string;
  description?: string;
  parameters?: Record<string, ParameterContent>;
}

/**
 * Reads and checks a document's content.
 * @throws AwsError `InvalidDocumentContent`, `InvalidDocumentSchemaVersion`, `MaxDocumentSizeExceeded`. The codes are
 * the API reference's; unsure: AWS's words for what is wrong, so that they are our own.
 */
export function readContent(text: string, type: string, format: string): AnyContent {
  if (Buffer.byteLength(text) > MAX_BYTES)
    throw new AwsError("MaxDocumentSizeExceeded", "The size limit of a document is 64 KB.");
  const content = parseText(text, format);
  const versions = SCHEMA_VERSIONS[type];
  if (!versions)
    throw new AwsError(
      "NotImplemented",
      `The local account does not know documents of type ${type} yet.`,
      501,
    );
  if (typeof content.schemaVersion !== "string") throw invalid("schemaVersion is required");
  if (!versions.includes(content.schemaVersion))
    throw new AwsError(
      "InvalidDocumentSchemaVersion",
      `The version of the document schema isn't supported: ${content.schemaVersion}.`,
    );
  if (type === "Session") readSessionContent(text, format);
  else if (!("mainSteps" in content || "runtimeConfig" in content)) throw invalid("mainSteps is required");
  return content as unknown as AnyContent; // The members that it names were checked, or are only shown.
}

/** @throws AwsError `InvalidDocumentContent` */
export function readSessionContent(text: string, format: string): SessionContent {
  const result = sessionContent.safeParse(parseText(text, format));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw invalid(`${issue!.path.join(".") || "the document"}: ${issue!.message}`);
}

function parseText(text: string, format: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = format === "YAML" ? parse(text) : JSON.parse(text);
  } catch {
    throw invalid(`it is not well-formed ${format}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw invalid("it is not an object");
  return value as Record<string, unknown>;
}

const invalid = (why: string) =>
  new AwsError("InvalidDocumentContent", `The content for the document is not valid: ${why}.`);
