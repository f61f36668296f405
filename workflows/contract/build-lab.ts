import * as z from "zod";
import { account, labId, labResources } from "./common.ts";
import { networkMap } from "./map-network.ts";

/**
 * What a participant adds to the names of their buckets, which the whole world shares: lower-case letters, digits and
 * hyphens. S3 also allows dots, which break TLS to the bucket's own host name. 41, so that the longest of the lab's
 * bucket names stays within S3's 63 (S3 User Guide, "General purpose bucket naming rules").
 */
export const nameSuffix = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9-]{0,39}[a-z0-9])?$/,
    "A suffix has 1 to 41 lower-case letters, digits and hyphens, and begins and ends with a letter or a digit.",
  );

export const buildInput = z.object({
  lab: z.string(),
  /** Asked of the participant once; the ledger remembers it for as long as the lab stands. */
  suffix: nameSuffix,
  /** A template to build instead of the lab's own, as text of at most 51,200 bytes. */
  template: z.string().max(51_200).optional(),
  /**
   * On whose behalf it is built, where that is not a participant: a lab that stands, or was begun, is then only gone on
   * with where it is the owner's own. Who validates must not clean up what somebody is working with.
   */
  owner: z.string().max(80).optional(),
});
export type BuildInput = z.infer<typeof buildInput>;

const site = z.object({ url: z.string(), status: z.number().int(), note: z.string().optional() });

export const buildOutput = z.object({
  lab: z.string(),
  account,
  stack: z.object({ name: z.string(), id: z.string(), status: z.string() }),
  resources: labResources,
  sites: z.array(site),
  /** Who could talk to whom when the lab was built. Absent where it could not be looked at. */
  network: networkMap.optional(),
});
export type BuildOutput = z.infer<typeof buildOutput>;

/** What the preflight found out, and the stack is built with. */
export const buildPlan = z.object({
  /** The parameters of the template, those with a default that holds left out. */
  parameters: z.record(z.string(), z.string()),
  /** The stack's id where this lab has been built before and is still there: the build then goes on from it. */
  stackId: z.string().optional(),
});
export type BuildPlan = z.infer<typeof buildPlan>;

export const buildRequest = z.discriminatedUnion("do", [
  /** Answers a BuildPlan, or throws `refused` before anything is touched. */
  labId.extend({
    do: z.literal("check-account"),
    suffix: nameSuffix,
    template: z.string().optional(),
    owner: z.string().optional(),
  }),
  labId.extend({ do: z.literal("create-key-pair") }),
  /** Answers `{ stackId }`. */
  labId.extend({ do: z.literal("create-stack"), template: z.string().optional(), plan: buildPlan }),
  /** Answers `{ status }`; throws `notYet` while the stack is being made, `stackFailed` when it cannot be. */
  labId.extend({ do: z.literal("await-stack"), stackId: z.string() }),
  /** Answers `{ sites }`; throws `notYet` until all answer, unless it is the `last` look. */
  labId.extend({ do: z.literal("probe-sites"), stackId: z.string(), last: z.boolean() }),
  /** Answers the BuildOutput. */
  labId.extend({ do: z.literal("describe"), stackId: z.string(), sites: z.array(site) }),
]);
export type BuildRequest = z.infer<typeof buildRequest>;
