import type { AnyService } from "../service.ts";
import { cloudformation } from "./cloudformation/index.ts";
import { cloudtrail } from "./cloudtrail/index.ts";
import { config } from "./config/index.ts";
import { ec2 } from "./ec2/index.ts";
import { ecr } from "./ecr/index.ts";
import { elasticloadbalancing } from "./elasticloadbalancing/index.ts";
import { guardduty } from "./guardduty/index.ts";
import { iam } from "./iam/index.ts";
import { kms } from "./kms/index.ts";
import { lambda } from "./lambda/index.ts";
import { logs } from "./logs/index.ts";
import { organizations } from "./organizations/index.ts";
import { s3 } from "./s3/index.ts";
import { ssm } from "./ssm/index.ts";
import { states } from "./states/index.ts";
import { sts } from "./sts/index.ts";

/** Every service of the local account. */
export const services: readonly AnyService[] = [
  cloudformation,
  cloudtrail,
  config,
  ec2,
  ecr,
  elasticloadbalancing,
  guardduty,
  iam,
  kms,
  lambda,
  logs,
  organizations,
  s3,
  ssm,
  states,
  sts,
];

/** The service of this signing name. */
export function findService(name: string): AnyService | undefined {
  return services.find((service) => service.name === name);
}
