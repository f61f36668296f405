import { Duration } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { type Functions, invoke, LabMachine } from "./machine.ts";

/**
 * Says who can talk to whom in the lab's network, as it is now. It only looks, so that it may run beside any other.
 *
 * Input: MapInput. Output: NetworkMap.
 */
export function mapNetwork(scope: Construct, { verify }: Functions): LabMachine {
  return new LabMachine(scope, "map-network", {
    comment: "Says who can talk to whom in a lab's network",
    timeout: Duration.minutes(5),
    definition: invoke(scope, "Look at the network", verify, {
      do: "map-network",
      lab: "{% $states.input.lab %}",
    }),
  });
}
