import { AwsError } from "../../../errors.ts";
import type { Call } from "../../../service.ts";
import { assumeAsService } from "../../sts/assume.ts";

/**
 * @param sourceArn the machine's, which a trust policy may ask for against a confused deputy
 * @throws AwsError AccessDeniedException, in AWS's words, where Step Functions cannot assume the role
 */
export function requireTrust(call: Call, roleArn: string, sourceArn: string): void {
  try {
    assumeAsService(call.cloud, {
      roleArn,
      service: "states.amazonaws.com",
      sessionName: "CreateStateMachine",
      sourceArn,
    });
  } catch (error) {
    if (!AwsError.is(error)) throw error;
    throw new AwsError(
      "AccessDeniedException",
      "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.",
    );
  }
}
