import type { Cloud, Place } from "../../../cloud.ts";
import { makeCall } from "../../../dispatch.ts";
import { AwsError } from "../../../errors.ts";
import type { Principal } from "../../../principal.ts";
import type { Call } from "../../../service.ts";
import { assumeAsService } from "../../sts/assume.ts";
import { validationError } from "../errors.ts";

/**
 * The call through which a stack's work is done: as its service role, or as whoever began the operation.
 * @throws AwsError `ValidationError` where the role does not trust CloudFormation
 */
export function actingCall(
  cloud: Cloud,
  place: Place,
  who: { roleArn?: string; principal: Principal },
): Call {
  return makeCall(cloud, { ...place, principal: actor(cloud, who), service: "cloudformation" });
}

function actor(cloud: Cloud, { roleArn, principal }: { roleArn?: string; principal: Principal }): Principal {
  if (!roleArn) return principal;
  try {
    const service = "cloudformation.amazonaws.com";
    return assumeAsService(cloud, { roleArn, service, sessionName: "AWSCloudFormation" }).principal;
  } catch (error) {
    if (AwsError.is(error)) throw validationError(`Role ${roleArn} is invalid or cannot be assumed`);
    throw error;
  }
}
