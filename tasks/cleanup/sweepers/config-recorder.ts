import {
  DeleteConfigRuleCommand,
  DeleteConfigurationRecorderCommand,
  DeleteDeliveryChannelCommand,
  type DeliveryChannel,
  DescribeConfigurationRecordersCommand,
  PutConfigurationRecorderCommand,
  PutDeliveryChannelCommand,
  paginateDescribeConfigRules,
  StartConfigurationRecorderCommand,
  StopConfigurationRecorderCommand,
} from "@aws-sdk/client-config-service";
import type { InventoryItem } from "../../../workflows/contract.ts";
import { listChannels, listRecorders, type RecorderSettings } from "../../inventory/config.ts";
import { before } from "../../labs/situation.ts";
import type { Clients } from "../../runtime/clients.ts";
import { isAwsError, TaskError } from "../../runtime/errors.ts";
import { collect } from "../../runtime/pages.ts";
import type { Finding, Scope, Sweeper } from "../sweeper.ts";

const RECORDER = "Config recorder";
const CHANNEL = "delivery channel";

/**
 * The channel goes before its recorder, which has to be stopped for it, and comes back before the recorder is started
 * again. (Developer Guide, "Managing the Delivery Channel".)
 */
export const deliveryChannels: Sweeper = {
  kind: CHANNEL,
  find: async (clients, scope) => changesOf(CHANNEL, await listChannels(clients), scope),
  async sweep(clients, item, scope) {
    if (item.action === "restore")
      return restoreChannel(clients, settingsOf<DeliveryChannel>(scope, item.id), scope);
    const deletion = new DeleteDeliveryChannelCommand({ DeliveryChannelName: item.name });
    await gone("NoSuchDeliveryChannelException", async () => {
      try {
        await clients.config.send(deletion);
      } catch (error) {
        // Two names for one refusal, in the API's own words.
        if (!isAwsError(error, "LastDeliveryChannelDeleteFailedException", "ConflictException")) throw error;
        await stopRecorder(clients);
        await clients.config.send(deletion);
      }
    });
  },
};

/** The recorder, of which an account has one in a Region. What it has recorded stays, for as long as Config keeps it. */
export const configRecorders: Sweeper = {
  kind: RECORDER,
  find: async (clients, scope) => changesOf(RECORDER, await listRecorders(clients), scope),
  async sweep(clients, item, scope) {
    const { config } = clients;
    if (item.action === "restore")
      return restoreRecorder(clients, settingsOf<RecorderSettings>(scope, item.id));
    const named = { ConfigurationRecorderName: item.name };
    await gone("NoSuchConfigurationRecorderException", async () => {
      await config.send(new StopConfigurationRecorderCommand(named));
      await config.send(new DeleteConfigurationRecorderCommand(named));
    });
  },
};

/** Rules that came with the lab's recorder. Beside one that was there before, they may be anybody's. */
export const configRules: Sweeper = {
  kind: "Config rule",
  async find(clients, scope) {
    if (isOlder(scope) || scope.ledger.items.some(({ kind }) => kind === RECORDER)) return [];
    return (await rules(clients))
      .filter(({ ConfigRuleArn = "" }) => !scope.before.has(ConfigRuleArn))
      .map(({ ConfigRuleArn, ConfigRuleName, CreatedBy }) => {
        const rule = { id: ConfigRuleArn!, name: ConfigRuleName };
        // A service's own rule is deleted by the service alone.
        if (CreatedBy) return { ...rule, action: "leave", why: `It is a rule of ${CreatedBy}.` };
        return { ...rule, action: "remove", why: "It was made for the lab's recorder, which goes." };
      });
  },
  async sweep(clients, item) {
    const rule = (await rules(clients)).find(({ ConfigRuleArn }) => ConfigRuleArn === item.id);
    if (!rule) return;
    if (!rule.ConfigRuleState?.startsWith("DELETING"))
      await gone("NoSuchConfigRuleException", () =>
        clients.config.send(new DeleteConfigRuleCommand({ ConfigRuleName: item.name })),
      );
    if ((await rules(clients)).some(({ ConfigRuleArn }) => ConfigRuleArn === item.id))
      throw new TaskError("notYet", `The rule ${item.name} is being deleted.`);
  },
};

const rules = ({ config }: Clients) =>
  collect(paginateDescribeConfigRules({ client: config }, {}), (page) => page.ConfigRules);

/** A ledger that was written before these kinds were looked at: nothing shows then what was there. */
const isOlder = ({ ledger }: Scope): boolean => ledger.suffix === undefined;

/** What is new goes, what has changed or is missing is given back; in this order, as there is room for one only. */
function changesOf(
  kind: string,
  now: { id: string; name: string | undefined; settings: string }[],
  scope: Scope,
): Finding[] {
  if (isOlder(scope)) return [];
  const fresh = now.filter(({ id }) => !scope.before.has(id));
  const known = scope.ledger.items.filter((item) => item.kind === kind);
  const isChanged = (item: InventoryItem) => now.find(({ id }) => id === item.id)?.settings !== item.settings;
  return [
    ...fresh.map(
      ({ id, name }): Finding => ({
        action: "remove",
        id,
        name,
        why: "It was made for the lab; the Region had none of this name before.",
      }),
    ),
    ...known.filter(isChanged).map(
      ({ id, name }): Finding => ({
        action: "restore",
        id,
        name,
        why: "The account had it before the lab, with other settings: they are given back.",
      }),
    ),
  ];
}

/** @throws Error where the ledger has no settings of it: then there is nothing to give back */
function settingsOf<T>(scope: Scope, id: string): T {
  const settings = before(scope.ledger, id)?.settings;
  if (settings === undefined) throw new Error(`The ledger does not have the settings of ${id}.`);
  return JSON.parse(settings) as T; // What the inventory wrote there.
}

/** A channel needs a recorder to be put: the one that was there before, where somebody has deleted it. */
async function restoreChannel(clients: Clients, channel: DeliveryChannel, scope: Scope): Promise<void> {
  const { config } = clients;
  const { ConfigurationRecorders = [] } = await config.send(new DescribeConfigurationRecordersCommand());
  const known = scope.ledger.items.find(({ kind }) => kind === RECORDER);
  if (ConfigurationRecorders.length === 0 && known)
    await putRecorder(clients, settingsOf<RecorderSettings>(scope, known.id));
  await config.send(new PutDeliveryChannelCommand({ DeliveryChannel: channel }));
}

async function restoreRecorder(clients: Clients, settings: RecorderSettings): Promise<void> {
  await putRecorder(clients, settings);
  const named = { ConfigurationRecorderName: settings.name };
  await clients.config.send(
    settings.recording
      ? new StartConfigurationRecorderCommand(named)
      : new StopConfigurationRecorderCommand(named),
  );
}

async function putRecorder({ config }: Clients, settings: RecorderSettings): Promise<void> {
  const { recording: _recording, ...ConfigurationRecorder } = settings;
  await config.send(new PutConfigurationRecorderCommand({ ConfigurationRecorder }));
}

async function stopRecorder({ config }: Clients): Promise<void> {
  const { ConfigurationRecorders = [] } = await config.send(new DescribeConfigurationRecordersCommand());
  for (const { name } of ConfigurationRecorders)
    await config.send(new StopConfigurationRecorderCommand({ ConfigurationRecorderName: name }));
}

/** Deletes; what is gone already is done. */
async function gone(code: string, remove: () => Promise<unknown>): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if (!isAwsError(error, code)) throw error;
  }
}
