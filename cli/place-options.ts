import type { Pace } from "../infra/local/clock.ts";
import { DEFAULT_ACCOUNT_ID } from "../infra/local/default-account.ts";
import { regions } from "../infra/local/services/ec2/zones.ts";
import { type Connection, connectLocally, connectToAws } from "./connection.ts";
import { homeFolder } from "./home.ts";
import { Problem } from "./problem.ts";
import { DEFAULT_REGION } from "./shell-environment.ts";

/** What a command was told of the account to work in; see `handrail.ts` for the words. */
export interface PlaceOptions {
  home?: string;
  ephemeral?: boolean;
  port?: number;
  pace?: Pace;
  accountId?: string;
  region?: string;
  aws?: boolean;
  profile?: string;
  lab: string;
  template?: string;
  /** What the participant adds to bucket names. */
  suffix?: string;
}

/** Delays pass thirty times as fast as on AWS: one sees that things take time, and need not wait for them. */
export const DEFAULT_PACE: Pace = "fast";

/** Where the local account is kept; absent: nowhere. */
export const localHome = ({
  ephemeral,
  home,
}: Pick<PlaceOptions, "ephemeral" | "home">): string | undefined =>
  ephemeral ? undefined : (home ?? homeFolder());

/** The local account that options mean, each with its default. */
export function localPlace(options: Omit<PlaceOptions, "lab">) {
  const region = options.region ?? DEFAULT_REGION;
  if (!regions().some(({ name }) => name === region)) throw noRegion(region);
  return {
    home: localHome(options),
    port: options.port,
    /** Absent: fast, or that of an account that runs already. */
    pace: options.pace,
    accountId: options.accountId ?? DEFAULT_ACCOUNT_ID,
    region,
  };
}

/** Opens the account that options mean: the local one unless AWS is asked for by name. */
export async function openPlace(options: PlaceOptions): Promise<Connection> {
  if (!options.aws) {
    if (options.profile) throw new Problem("--profile goes with --aws: the local account has no profiles.");
    return connectLocally(localPlace(options));
  }
  for (const local of ["home", "ephemeral", "port", "pace", "accountId"] as const)
    if (options[local] !== undefined)
      throw new Problem(
        `--${local === "accountId" ? "account-id" : local} is of the local account, and --aws asks for AWS.`,
      );
  // AWS has Regions that we do not know of yet; what does not even look like one needs no call to be refused.
  if (options.region !== undefined && !/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/.test(options.region))
    throw noRegion(options.region);
  return connectToAws({ region: options.region, profile: options.profile });
}

const noRegion = (region: string): Problem =>
  new Problem(`AWS has no Region "${region}". Name one that exists, such as us-east-1 or eu-west-1.`);
