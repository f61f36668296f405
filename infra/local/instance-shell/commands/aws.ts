import { makeCall } from "../../dispatch.ts";
import { ec2 } from "../../services/ec2/store.ts";
import type { Program } from "../command.ts";
import { instanceSession } from "../metadata/credentials.ts";

/** Real milliseconds that a connection is waited for. */
const PATIENCE_AT_MOST = 2_000;

/**
 * Amazon Linux 2023 brings the AWS CLI. This one knows the one command by which people see who the instance is; it
 * needs credentials, and a way to the service, like the real one.
 */
export const aws: Program = async (context) => {
  const { args, machine, out, err, pause } = context;
  const words = args.filter((arg) => !arg.startsWith("-"));
  if (words[0] !== "sts" || words[1] !== "get-caller-identity") {
    err("aws: on this emulated instance only `aws sts get-caller-identity` is known\n");
    return 252;
  }
  const { call, instance } = machine;
  const principal = instanceSession(call, instance);
  if (!principal) {
    err('\nUnable to locate credentials. You can configure credentials by running "aws login".\n');
    return 253;
  }
  const network = await machine.network();
  const way = network.wayToService("sts");
  if (!way.open) {
    await pause(Math.min(PATIENCE_AT_MOST, call.cloud.clock.scaled(60_000)));
    err(`\nConnect timeout on endpoint URL: "https://sts.${call.region}.amazonaws.com/"\n`);
    return 255;
  }
  const { cloud, accountId, region } = call;
  const sourceIp = ec2(call).networkInterfaces[instance.networkInterfaceIds[0] ?? ""]?.PrivateIpAddress ?? "";
  const own = makeCall(cloud, {
    principal,
    accountId,
    region,
    origin: { sourceIp, userAgent: "aws-cli/2.27.0 md/awscrt#0.26.1 exec-env/EC2" },
  });
  const { UserId, Account, Arn } = await own.invoke("sts", "GetCallerIdentity", {});
  out(`${JSON.stringify({ UserId, Account, Arn }, null, 4)}\n`);
  return 0;
};
