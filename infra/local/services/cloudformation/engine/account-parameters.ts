import { AwsError } from "../../../errors.ts";
import type { Call } from "../../../service.ts";
import { notImplemented, validationError } from "../errors.ts";
import type { StackParameter } from "../store.ts";
import type { Template } from "../template/model.ts";
import { listMembers, ssmValueType } from "../template/parameters.ts";

/** Which calls say whether a value of an AWS-specific parameter type exists. */
const LOOK_UPS: Record<string, (value: string, call: Call) => Promise<unknown>> = {
  "AWS::EC2::AvailabilityZone::Name": (value, call) =>
    call.invoke("ec2", "DescribeAvailabilityZones", { ZoneNames: [value] }),
  "AWS::EC2::Image::Id": (value, call) => call.invoke("ec2", "DescribeImages", { ImageIds: [value] }),
  "AWS::EC2::Instance::Id": (value, call) =>
    call.invoke("ec2", "DescribeInstances", { InstanceIds: [value] }),
  "AWS::EC2::KeyPair::KeyName": (value, call) =>
    call.invoke("ec2", "DescribeKeyPairs", { KeyNames: [value] }),
  "AWS::EC2::SecurityGroup::GroupName": (value, call) =>
    call.invoke("ec2", "DescribeSecurityGroups", { GroupNames: [value] }),
  "AWS::EC2::SecurityGroup::Id": (value, call) =>
    call.invoke("ec2", "DescribeSecurityGroups", { GroupIds: [value] }),
  "AWS::EC2::Subnet::Id": (value, call) => call.invoke("ec2", "DescribeSubnets", { SubnetIds: [value] }),
  "AWS::EC2::VPC::Id": (value, call) => call.invoke("ec2", "DescribeVpcs", { VpcIds: [value] }),
  "AWS::EC2::Volume::Id": (value, call) => call.invoke("ec2", "DescribeVolumes", { VolumeIds: [value] }),
  "AWS::SSM::Parameter::Name": (value, call) => call.invoke("ssm", "GetParameter", { Name: value }),
};

/**
 * Checks the values of AWS-specific parameter types against the account.
 * @returns what is wrong, in CloudFormation's words (observed: as the reason of ROLLBACK_IN_PROGRESS)
 */
export async function invalidParameters(
  template: Template,
  parameters: readonly StackParameter[],
  call: Call,
): Promise<string | undefined> {
  const wrong: string[] = [];
  for (const { key, value, resolvedValue } of parameters) {
    const declaration = template.parameters[key];
    const type = declaration && (ssmValueType(declaration) ?? declaration.Type);
    const member = type?.replace(/^List<(.+)>$/, "$1");
    if (!type || !member?.startsWith("AWS::")) continue;
    const lookUp = LOOK_UPS[member];
    if (!lookUp) throw notImplemented(`the parameter type ${member}`);
    const text = resolvedValue ?? value;
    for (const one of member === type ? [text] : listMembers(text)) {
      // An empty name is asked for as no name at all, and would find everything.
      if (one === "" || !(await exists(() => lookUp(one, call)))) {
        wrong.push(`parameter value ${one} for parameter name ${key} does not exist`);
      }
    }
  }
  return wrong.length > 0 ? `Parameter validation failed: ${wrong.join(", ")}` : undefined;
}

async function exists(lookUp: () => Promise<unknown>): Promise<boolean> {
  try {
    await lookUp();
    return true;
  } catch (error) {
    if (AwsError.is(error) && /NotFound|Malformed|InvalidParameterValue|InvalidGroup/.test(error.code))
      return false;
    throw error;
  }
}

/**
 * Fills in what parameters of `AWS::SSM::Parameter::Value<…>` types stand for.
 * @throws AwsError `ValidationError` "Unable to fetch parameters [X] from parameter store for this account."
 */
export async function fetchStoredValues(
  template: Template,
  parameters: readonly StackParameter[],
  call: Call,
): Promise<StackParameter[]> {
  const missing: string[] = [];
  const fetched = await Promise.all(
    parameters.map(async (parameter) => {
      const declaration = template.parameters[parameter.key];
      if (!declaration || ssmValueType(declaration) === undefined) return parameter;
      try {
        const { Parameter } = await call.invoke("ssm", "GetParameter", { Name: parameter.value });
        return { ...parameter, resolvedValue: Parameter?.Value ?? "" };
      } catch (error) {
        if (!AwsError.is(error, "ParameterNotFound", "ParameterVersionNotFound")) throw error;
        missing.push(parameter.value);
        return parameter;
      }
    }),
  );
  if (missing.length > 0) {
    throw validationError(
      `Unable to fetch parameters [${missing.join(",")}] from parameter store for this account.`,
    );
  }
  return fetched;
}
