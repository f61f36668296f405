import type { ServiceSetting } from "@aws-sdk/client-ssm";
import { defineStore, type Place } from "../../cloud.ts";
import { AwsError } from "../../errors.ts";
import type { Call, Operations } from "../../service.ts";

interface SettingsState {
  /** What was set, by the setting's id. */
  settings: Record<string, { value: string; modified: Date; modifiedBy: string }>;
}

const settingsStore = defineStore<SettingsState>({
  name: "ssm-settings",
  scope: "region",
  create: () => ({ settings: {} }),
});

/** The settings that an account has (API reference, GetServiceSetting). Unsure: of some, the default. */
const DEFAULTS: Record<string, string> = {
  "/ssm/appmanager/appmanager-enabled": "False",
  "/ssm/automation/customer-script-log-destination": "CloudWatch",
  "/ssm/automation/customer-script-log-group-name": "/aws/ssm/automation/ExecuteScript",
  "/ssm/automation/enable-adaptive-concurrency": "False",
  "/ssm/documents/console/public-sharing-permission": "Enable",
  "/ssm/managed-instance/activation-tier": "standard",
  "/ssm/managed-instance/default-ec2-instance-management-role": "$None",
  "/ssm/opsinsights/opscenter": "Disabled",
  "/ssm/parameter-store/default-parameter-tier": "Standard",
  "/ssm/parameter-store/high-throughput-enabled": "false",
};

/** Settings that other services of the account heed: changing them must not go unnoticed. */
const UNSUPPORTED = new Set([
  "/ssm/parameter-store/default-parameter-tier",
  "/ssm/managed-instance/default-ec2-instance-management-role",
]);

export const settingOperations = {
  GetServiceSetting: ({ SettingId = "" }, call) => ({ ServiceSetting: settingOutput(call, SettingId) }),

  UpdateServiceSetting: ({ SettingId = "", SettingValue = "" }, call) => {
    const { id } = findSetting(call, SettingId);
    if (UNSUPPORTED.has(id) && SettingValue !== DEFAULTS[id])
      throw new AwsError(
        "NotImplemented",
        `The local account does not know other values of the setting ${id} than ${DEFAULTS[id]} yet.`,
        501,
      );
    const modified = call.cloud.clock.now();
    call.store(settingsStore).settings[id] = {
      value: SettingValue,
      modified,
      modifiedBy: call.principal.arn,
    };
    return {};
  },

  ResetServiceSetting: ({ SettingId = "" }, call) => {
    const { id } = findSetting(call, SettingId);
    delete call.store(settingsStore).settings[id];
    return { ServiceSetting: settingOutput(call, id) };
  },
} satisfies Operations<"ssm">;

export const settingArn = ({ region, accountId }: Place, id: string): string =>
  id.startsWith("arn:")
    ? id
    : `arn:aws:ssm:${region}:${accountId}:servicesetting${id.startsWith("/") ? "" : "/"}${id}`;

function findSetting(call: Call, name: string) {
  // It may be named by its ARN.
  const id = name.replace(/^arn:aws:ssm:[^:]*:\d*:servicesetting/, "");
  const value = DEFAULTS[id];
  if (value === undefined)
    throw new AwsError(
      "ServiceSettingNotFound",
      `The specified service setting wasn't found. Either the service name or the setting hasn't been provisioned by the AWS service team.`,
    );
  return { id, initial: value, own: call.store(settingsStore).settings[id] };
}

function settingOutput(call: Call, name: string): ServiceSetting {
  const { id, initial, own } = findSetting(call, name);
  return {
    SettingId: id,
    SettingValue: own?.value ?? initial,
    LastModifiedDate: own?.modified ?? new Date(0),
    LastModifiedUser: own?.modifiedBy ?? "System",
    ARN: settingArn(call, id),
    Status: own ? "Customized" : "Default",
  };
}
