import { type CloudFormationClient, GetTemplateSummaryCommand } from "@aws-sdk/client-cloudformation";
import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { isAwsError, TaskError } from "../runtime/errors.ts";
import { readTemplateResources } from "../runtime/read-template.ts";
import type { LabBuild } from "./lab-build.ts";

/** A template and what the build must know of it. */
export interface LabTemplate {
  body: string;
  /** Its parameters' names, with their default where they have one. */
  parameters: Map<string, string | undefined>;
  instanceTypes: string[];
  /** The names that it gives to things which an account can have only once, by the thing's type. */
  fixedNames: { type: string; name: string }[];
}

/** The properties by which a template fixes a name that is unique in an account or Region. */
const NAME_PROPERTIES: Record<string, string> = {
  "AWS::IAM::Role": "RoleName",
  "AWS::IAM::InstanceProfile": "InstanceProfileName",
  "AWS::ElasticLoadBalancingV2::LoadBalancer": "Name",
  "AWS::ElasticLoadBalancingV2::TargetGroup": "Name",
};

/**
 * The template to build: the one that was handed over, or else the lab's own from the orchestrator's bucket.
 * @throws TaskError `PreflightRefused` in CloudFormation's words where it is no template
 */
export async function loadTemplate(
  clients: { cloudFormation: CloudFormationClient; s3: S3Client },
  bucket: string,
  lab: LabBuild,
  given: string | undefined,
): Promise<LabTemplate> {
  const body = given || (await readOwn(clients.s3, bucket, lab.templateKey));
  try {
    const summary = await clients.cloudFormation.send(new GetTemplateSummaryCommand({ TemplateBody: body }));
    const parameters = new Map(
      (summary.Parameters ?? []).map((one) => [one.ParameterKey!, one.DefaultValue]),
    );
    return { body, parameters, ...readResources(body, lab) };
  } catch (error) {
    if (!isAwsError(error, "ValidationError", "ValidationException")) throw error;
    throw new TaskError("refused", `CloudFormation does not accept the template: ${error.message}`);
  }
}

async function readOwn(s3: S3Client, bucket: string, key: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return Body!.transformToString();
}

/** The instance types and fixed names that a template spells out; where a parameter decides, it is not known here. */
function readResources(body: string, lab: LabBuild): Pick<LabTemplate, "instanceTypes" | "fixedNames"> {
  const resources = Object.values(readTemplateResources(body));
  const types = resources
    .filter((resource) => resource.Type === "AWS::EC2::Instance")
    .map((resource) => resource.Properties?.InstanceType)
    .filter((type) => typeof type === "string");
  const fixedNames = resources.flatMap(({ Type = "", Properties }) => {
    const name = Properties?.[NAME_PROPERTIES[Type] ?? ""];
    return typeof name === "string" ? [{ type: Type, name }] : [];
  });
  return { instanceTypes: types.length > 0 ? [...new Set(types)] : lab.instanceTypes, fixedNames };
}
