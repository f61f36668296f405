import type { Cloud } from "../../../../../infra/local/cloud.ts";
import type { AwsError } from "../../../../../infra/local/errors.ts";
import type { ResourceProvider } from "../../../../../infra/local/services/cloudformation/provider.ts";
import { registerResourceTypes } from "../../../../../infra/local/services/cloudformation/resource-types.ts";

/**
 * A private resource type for the engine's tests, `Test::Lab::Thing`: the nth thing of a logical
 * id is `ID-n`, and things refuse what they are told to refuse.
 */
export interface Things {
  /** What was done, in order: `create A`, `update A`, `delete A-1`. */
  log: string[];
  /** The things that exist, by physical id. */
  live: Map<string, Record<string, unknown>>;
  /** Errors by what is asked: `create A`, `update A`, `delete A` by logical id. Taken away to let it succeed. */
  refuse: Map<string, AwsError>;
  /** Stabilisation waits for these, by logical id. */
  hold: Map<string, Promise<void>>;
}

export function knowThings(cloud: Cloud, shared?: Things): Things {
  const things: Things = shared ?? { log: [], live: new Map(), refuse: new Map(), hold: new Map() };
  const meet = (act: string) => {
    const error = things.refuse.get(act);
    if (error) throw error;
  };
  const thing: ResourceProvider = {
    createOnlyProperties: ["Kind"],
    async create({ logicalId, properties }) {
      things.log.push(`create ${logicalId}`);
      meet(`create ${logicalId}`);
      const nth = things.log.filter((line) => line === `create ${logicalId}`).length;
      const physicalId = `${logicalId}-${nth}`;
      things.live.set(physicalId, properties);
      return {
        physicalId,
        attributes: { Arn: `arn:thing:${physicalId}`, Size: String(properties.Size ?? "") },
      };
    },
    async stabilise({ logicalId, call }) {
      await things.hold.get(logicalId);
      await call.cloud.clock.delay(1_000, call.cloud.stopping);
    },
    async update({ logicalId, physicalId, properties }) {
      things.log.push(`update ${logicalId}`);
      meet(`update ${logicalId}`);
      if (properties.Refuses === "in place") return "replace";
      things.live.set(physicalId, properties);
      return {
        physicalId,
        attributes: { Arn: `arn:thing:${physicalId}`, Size: String(properties.Size ?? "") },
      };
    },
    async delete({ logicalId, physicalId }) {
      things.log.push(`delete ${physicalId}`);
      meet(`delete ${logicalId}`);
      things.live.delete(physicalId);
    },
  };
  registerResourceTypes(cloud, { "Test::Lab::Thing": thing });
  return things;
}

/** A template of things: properties by logical id; a `DependsOn` member is taken for the attribute. */
export function thingTemplate(
  resources: Record<string, Record<string, unknown>>,
  rest: Record<string, unknown> = {},
): string {
  const attributes = ["DependsOn", "DeletionPolicy", "Condition", "UpdateReplacePolicy"];
  return JSON.stringify({
    Resources: Object.fromEntries(
      Object.entries(resources).map(([logicalId, members]) => [
        logicalId,
        {
          Type: "Test::Lab::Thing",
          Properties: Object.fromEntries(
            Object.entries(members).filter(([key]) => !attributes.includes(key)),
          ),
          ...Object.fromEntries(Object.entries(members).filter(([key]) => attributes.includes(key))),
        },
      ]),
    ),
    ...rest,
  });
}
