import type { Action, NetworkConnectionAction, PortProbeAction } from "@aws-sdk/client-guardduty";
import type { FindingType } from "../catalogue.ts";
import { remoteIp } from "./words.ts";

const LOCAL_IP = { IpAddressV4: "10.0.0.23" };
const SSH = { Port: 22, PortName: "SSH" };

/** What was done, by the kind of log in which GuardDuty saw it. Source: published sample findings. */
export function actionOf(type: FindingType): Action | undefined {
  switch (type.action) {
    case "DNS_REQUEST":
      return {
        ActionType: type.action,
        DnsRequestAction: { Domain: "GeneratedFindingDomainName", Protocol: "UDP", Blocked: false },
      };
    case "NETWORK_CONNECTION":
      return { ActionType: type.action, NetworkConnectionAction: connection(type.type) };
    case "PORT_PROBE":
      return { ActionType: type.action, PortProbeAction: probe(type.type) };
    case "AWS_API_CALL":
      return {
        ActionType: type.action,
        AwsApiCallAction: {
          Api: "GeneratedFindingAPIName",
          ServiceName: "GeneratedFindingAPIServiceName",
          CallerType: "Remote IP",
          ErrorCode: "AccessDenied",
          RemoteIpDetails: remoteIp(),
          AffectedResources:
            type.resource === "S3Bucket" ? { "AWS::S3::Bucket": "GeneratedFindingS3Bucket" } : {},
        },
      };
    case "KUBERNETES_API_CALL":
      return kubernetesAction(type);
    case "RDS_LOGIN_ATTEMPT":
      return {
        ActionType: type.action,
        RdsLoginAttemptAction: {
          RemoteIpDetails: remoteIp(),
          LoginAttributes: [
            {
              User: "GeneratedFindingUserName",
              Application: "GeneratedFindingApplicationName",
              FailedLoginAttempts: type.type.includes("FailedLogin") ? 2 : 0,
              SuccessfulLoginAttempts: type.type.includes("FailedLogin") ? 0 : 1,
            },
          ],
        },
      };
    default:
      return undefined;
  }
}

/** Somebody from outside who tries passwords comes in; what a server in trouble does goes out. */
function connection(type: string): NetworkConnectionAction {
  const rest = {
    Protocol: type.includes("Udp") ? "UDP" : "TCP",
    Blocked: false,
    LocalIpDetails: LOCAL_IP,
    RemoteIpDetails: remoteIp(),
  };
  if (type.includes("BruteForce")) {
    const rdp = type.includes("RDP");
    return {
      ...rest,
      ConnectionDirection: "INBOUND",
      LocalPortDetails: rdp ? { Port: 3389, PortName: "RDP" } : SSH,
      RemotePortDetails: { Port: rdp ? 1067 : 32794, PortName: "Unknown" },
    };
  }
  return {
    ...rest,
    ConnectionDirection: "OUTBOUND",
    LocalPortDetails: { Port: 39677, PortName: "Unknown" },
    RemotePortDetails: { Port: 80, PortName: "HTTP" },
  };
}

function probe(type: string): PortProbeAction {
  if (type.includes("EMR"))
    return {
      Blocked: false,
      PortProbeDetails: [{ LocalPortDetails: SSH, LocalIpDetails: LOCAL_IP, RemoteIpDetails: remoteIp() }],
    };
  const probed = [
    { Port: 80, PortName: "HTTP", asn: "9808" },
    { Port: 443, PortName: "HTTPS", asn: "29073" },
  ];
  return {
    Blocked: false,
    PortProbeDetails: probed.map(({ asn, ...port }, index) => ({
      LocalPortDetails: port,
      LocalIpDetails: LOCAL_IP,
      RemoteIpDetails: remoteIp(index + 1, asn),
    })),
  };
}

/** The call to a cluster's API, and beside it what it was about. */
function kubernetesAction({ type, action }: FindingType): Action {
  const name = "GeneratedFindingRoleName";
  return {
    ActionType: action,
    KubernetesApiCallAction: {
      RequestUri: "GeneratedFindingRequestURI",
      Verb: "list",
      SourceIps: ["198.51.100.0"],
      UserAgent: "",
      RemoteIpDetails: remoteIp(undefined, "0"),
      StatusCode: 200,
    },
    ...(type.endsWith("PermissionChecked")
      ? {
          KubernetesPermissionCheckedDetails: {
            Verb: "list",
            Resource: "secrets",
            Namespace: "GeneratedFindingNamespace",
            Allowed: true,
          },
        }
      : {}),
    ...(type.endsWith("RoleCreated")
      ? { KubernetesRoleDetails: { Kind: "ClusterRole", Name: name, Uid: "GeneratedFindingUID" } }
      : {}),
    ...(type.endsWith("RoleBindingCreated")
      ? {
          KubernetesRoleBindingDetails: {
            Kind: "ClusterRoleBinding",
            Name: "GeneratedFindingRoleBindingName",
            Uid: "GeneratedFindingUID",
            RoleRefKind: "ClusterRole",
            RoleRefName: name,
          },
        }
      : {}),
  };
}
