import { randomBytes, randomInt } from "node:crypto";
import type { Call } from "../../service.ts";
import { type Kind, validation } from "./errors.ts";

/** The ARN of what follows the account: a resource's, or with wildcards those of several. */
export const arn = (call: Call, resource: string): string =>
  `arn:aws:elasticloadbalancing:${call.region}:${call.accountId}:${resource}`;

const id = (): string => randomBytes(8).toString("hex");

export const loadBalancerArn = (call: Call, name: string): string =>
  arn(call, `loadbalancer/app/${name}/${id()}`);

export const targetGroupArn = (call: Call, name: string): string => arn(call, `targetgroup/${name}/${id()}`);

export const listenerArn = (balancerArn: string): string =>
  `${balancerArn.replace(":loadbalancer/", ":listener/")}/${id()}`;

export const ruleArn = (parentListenerArn: string): string =>
  `${parentListenerArn.replace(":listener/", ":listener-rule/")}/${id()}`;

const ARN_PATTERNS: Record<Kind, RegExp> = {
  "load balancer": /^loadbalancer\/(app|net|gwy)\/[^/]+\/[0-9a-f]+$/,
  "target group": /^targetgroup\/[^/]+\/[0-9a-f]+$/,
  listener: /^listener\/(app|net|gwy)\/[^/]+\/[0-9a-f]+\/[0-9a-f]+$/,
  rule: /^listener-rule\/(app|net|gwy)\/[^/]+\/[0-9a-f]+\/[0-9a-f]+\/[0-9a-f]+$/,
};

const ARN_NAMES: Record<Kind, string> = {
  "load balancer": "load balancer",
  "target group": "target group",
  listener: "listener",
  rule: "listener rule",
};

/**
 * An ARN of another kind, Region or account is refused before anything is looked for, as observed.
 * @throws AwsError `ValidationError`
 */
export function checkArn(call: Call, kind: Kind, given: string | undefined): void {
  const prefix = arn(call, "");
  if (given?.startsWith(prefix) && ARN_PATTERNS[kind].test(given.slice(prefix.length))) return;
  validation(`'${given ?? ""}' is not a valid ${ARN_NAMES[kind]} ARN`);
}

/** `app/NAME/ID`: what CloudWatch, CloudFormation and the description of a node's network interface call it. */
export const loadBalancerFullName = (balancerArn: string): string =>
  balancerArn.slice(balancerArn.indexOf(":loadbalancer/") + ":loadbalancer/".length);

/** `targetgroup/NAME/ID` */
export const targetGroupFullName = (groupArn: string): string =>
  groupArn.slice(groupArn.lastIndexOf(":") + 1);

/** `NAME-DIGITS.REGION.elb.amazonaws.com`, an internal one's prefixed with `internal-`. */
export function dnsName(call: Call, name: string, scheme: string): string {
  const prefix = scheme === "internal" ? "internal-" : "";
  return `${prefix}${name}-${randomInt(100_000_000, 2_147_483_647)}.${call.region}.elb.amazonaws.com`;
}

/** The rules that load balancers' and target groups' names share, from the API reference's `Name` members. */
export function checkName(kind: "Load balancer" | "Target group", name: string | undefined): string {
  if (!name) validation(`${kind} name must be specified`);
  if (name.length > 32) validation(`${kind} name '${name}' cannot be longer than '32' characters`);
  if (!/^[A-Za-z0-9-]+$/.test(name)) {
    validation(
      `${kind} name '${name}' can only contain characters that are alphanumeric characters and hyphens(-)`,
    );
  }
  if (name.startsWith("-") || name.endsWith("-")) {
    validation(`${kind} name '${name}' cannot begin or end with a hyphen(-)`);
  }
  if (kind === "Load balancer" && name.toLowerCase().startsWith("internal-")) {
    validation(`Load balancer name '${name}' cannot begin with 'internal-'`);
  }
  return name;
}

/**
 * The hosted zones in which Application Load Balancers' names live, for alias records. Source: the AWS General
 * Reference, "Elastic Load Balancing endpoints and quotas".
 */
const HOSTED_ZONES: Record<string, string> = {
  "af-south-1": "Z268VQBMOI5EKX",
  "ap-east-1": "Z3DQVH9N71FHZ0",
  "ap-northeast-1": "Z14GRHDCWA56QT",
  "ap-northeast-2": "ZWKZPGTI48KDX",
  "ap-northeast-3": "Z5LXEXXYW11ES",
  "ap-south-1": "ZP97RAFLXTNZK",
  "ap-south-2": "Z0173938T07WNTVAEPZN",
  "ap-southeast-1": "Z1LMS91P8CMLE5",
  "ap-southeast-2": "Z1GM3OXH4ZPM65",
  "ap-southeast-3": "Z08888821HLRG5A9ZRTER",
  "ap-southeast-4": "Z09517862IB2WZLPXG76F",
  "ca-central-1": "ZQSVJUPU6J1EY",
  "eu-central-1": "Z215JYRZR1TBD5",
  "eu-central-2": "Z06391101F2ZOEP8P5EB3",
  "eu-north-1": "Z23TAZ6LKFMNIO",
  "eu-south-1": "Z3ULH7SSC9OV64",
  "eu-south-2": "Z0956581394HF5D5LXGAP",
  "eu-west-1": "Z32O12XQLNTSW2",
  "eu-west-2": "ZHURV8PSTC4K8",
  "eu-west-3": "Z3Q77PNBQS71R4",
  "il-central-1": "Z09170902867EHPV2DABU",
  "me-central-1": "Z08230872XQRWHG2XF6I",
  "me-south-1": "ZS929ML54UICD",
  "sa-east-1": "Z2P70J7HTTTPLU",
  "us-east-1": "Z35SXDOTRQ7X7K",
  "us-east-2": "Z3AADJGX6KTTL2",
  "us-west-1": "Z368ELLRRE2KJ0",
  "us-west-2": "Z1H1FL5HABSF5",
};

/** Regions newer than the table get an id of the right form: nothing in the account resolves it. */
export const hostedZoneId = (region: string): string => HOSTED_ZONES[region] ?? "Z00000000000000000000";
