import type { FindService } from "../../infra/local/dispatch.ts";
import type { SdkModules, ServiceName } from "../../infra/local/sdk.ts";
import type { AnyService, Operations, Service } from "../../infra/local/service.ts";

/** Every SDK module by signing name, loaded on demand. */
export const SDK: { [S in ServiceName]: () => Promise<SdkModules[S]> } = {
  cloudformation: () => import("@aws-sdk/client-cloudformation"),
  cloudtrail: () => import("@aws-sdk/client-cloudtrail"),
  config: () => import("@aws-sdk/client-config-service"),
  ec2: () => import("@aws-sdk/client-ec2"),
  ecr: () => import("@aws-sdk/client-ecr"),
  elasticloadbalancing: () => import("@aws-sdk/client-elastic-load-balancing-v2"),
  guardduty: () => import("@aws-sdk/client-guardduty"),
  iam: () => import("@aws-sdk/client-iam"),
  kms: () => import("@aws-sdk/client-kms"),
  lambda: () => import("@aws-sdk/client-lambda"),
  logs: () => import("@aws-sdk/client-cloudwatch-logs"),
  organizations: () => import("@aws-sdk/client-organizations"),
  s3: () => import("@aws-sdk/client-s3"),
  ssm: () => import("@aws-sdk/client-ssm"),
  states: () => import("@aws-sdk/client-sfn"),
  sts: () => import("@aws-sdk/client-sts"),
};

/** A service with these operations alone, for tests of what is around a service. */
export function stubService<S extends ServiceName>(name: S, operations: Operations<S>): AnyService {
  const service: Service<S> = { name, sdk: SDK[name] as Service<S>["sdk"], operations };
  return service as AnyService;
}

/** A registry of these services and no others. */
export function registry(...services: AnyService[]): FindService {
  return (name) => services.find((service) => service.name === name);
}
