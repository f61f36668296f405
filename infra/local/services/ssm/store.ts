import type { ParameterTier, ParameterType } from "@aws-sdk/client-ssm";
import { type Cloud, defineStore, type Place } from "../../cloud.ts";
import { AwsError } from "../../errors.ts";
import { publicImages } from "../../images.ts";

export interface ParameterVersion {
  version: number;
  value: string;
  type: ParameterType;
  tier: ParameterTier;
  dataType: string;
  description?: string;
  allowedPattern?: string;
  keyId?: string;
  labels: string[];
  modified: Date;
  /** The ARN of whoever did it. */
  modifiedBy: string;
}

export interface Parameter {
  name: string;
  /** From the oldest kept to the latest. */
  versions: ParameterVersion[];
  tags: { Key: string; Value: string }[];
}

interface SsmState {
  parameters: Record<string, Parameter>;
}

export const ssmStore = defineStore<SsmState>({
  name: "ssm",
  scope: "region",
  create: () => ({ parameters: {} }),
});

/** A name starts with a slash or has none, and the ARN is the same form for both. */
export function parameterArn({ accountId, region }: Place, name: string): string {
  const account = isPublic(name) ? "" : accountId;
  return `arn:aws:ssm:${region}:${account}:parameter/${name.replace(/^\//, "")}`;
}

/** Parameters that AWS publishes to every account. */
function isPublic(name: string): boolean {
  return name.startsWith("/aws/service/");
}

export function publicParameters(region: string): Parameter[] {
  return publicImages(region).map((image) => ({
    name: image.parameterName,
    tags: [],
    versions: [
      {
        version: 1,
        value: image.id,
        type: "String",
        tier: "Standard",
        dataType: "aws:ec2:image",
        labels: [],
        modified: new Date(image.creationDate),
        modifiedBy: "arn:aws:iam::aws:root",
      },
    ],
  }));
}

/** A parameter by its name or its ARN: the account's own, or a public one. */
function findParameter(cloud: Cloud, place: Place, name: string): Parameter | undefined {
  if (isPublic(name)) return publicParameters(place.region).find((parameter) => parameter.name === name);
  return cloud.store(ssmStore, place).parameters[name];
}

/** A reference as GetParameter takes it: `name`, `name:3`, `name:label`, or an ARN of one of these. */
export interface ParameterReference {
  name: string;
  /** `:3` or `:label`, as it was given. */
  selector?: string;
}

export function parseReference(text: string): ParameterReference {
  const arn = /^arn:aws:ssm:[^:]*:\d{0,12}:parameter(\/.*)$/.exec(text);
  const local = arn ? arn[1]! : text;
  const [, name = local, selector] = /^([^:]*)(:.+)?$/.exec(local) ?? [];
  return { name, selector };
}

/**
 * The version that a reference means; the latest without a selector.
 * @throws AwsError `ParameterNotFound` (which AWS answers without a message), `ParameterVersionNotFound`
 */
export function resolveReference(
  cloud: Cloud,
  place: Place,
  text: string,
): { parameter: Parameter; version: ParameterVersion; selector?: string } {
  const { name, selector } = parseReference(text);
  // An ARN does not tell `/name` from `name`.
  const parameter =
    findParameter(cloud, place, name) ??
    (text.startsWith("arn:") ? findParameter(cloud, place, name.slice(1)) : undefined);
  if (!parameter) throw new AwsError("ParameterNotFound", "");
  const wanted = selector?.slice(1);
  const version =
    wanted === undefined
      ? parameter.versions.at(-1)
      : parameter.versions.find(
          ({ version, labels }) => String(version) === wanted || labels.includes(wanted),
        );
  if (!version)
    throw new AwsError(
      "ParameterVersionNotFound",
      `Systems Manager could not find version ${wanted} of ${name}. Verify the version and try again.`,
    );
  return { parameter, version, selector };
}
