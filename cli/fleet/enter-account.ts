import { IAMClient } from "@aws-sdk/client-iam";
import { SFNClient } from "@aws-sdk/client-sfn";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { LAB_ROLE } from "../../workflows/contract.ts";
import type { Connection } from "../connection.ts";

/** An account of a fleet, as it is looked at from the instructor's. */
export interface EnteredAccount {
  id: string;
  /** How its state machines' ARNs begin. */
  machines: string;
  sfn: SFNClient;
  /** Made when it is asked for, which is once: a client takes half a megabyte, and a fleet has many accounts. */
  readonly iam: IAMClient;
}

/** The shortest that AWS has (AssumeRole). */
const SESSION_SECONDS = 900;

/** All that is asked of an account, whatever else its role may do. */
const ACTIONS = ["states:ListExecutions", "iam:ListAccountAliases"];

/** Enters accounts of a fleet. */
export class Entrance {
  readonly #connection: Connection;
  readonly #sts: STSClient;
  readonly #partition: string;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#sts = new STSClient(connection.clientConfig);
    this.#partition = connection.arn.split(":")[1]!;
  }

  /**
   * Clients of an account. The lab role there is taken on with the first call, for what is asked here alone, and anew
   * shortly before a session ends. One's own account is entered as oneself.
   */
  enter(id: string): EnteredAccount {
    const { clientConfig, region, sfn, accountId } = this.#connection;
    const config = {
      ...clientConfig,
      region,
      // One pool of connections for the whole fleet.
      requestHandler: sfn.config.requestHandler,
      ...(id === accountId ? {} : { credentials: () => this.#takeOnRole(id) }),
    };
    return {
      id,
      machines: `arn:${this.#partition}:states:${region}:${id}:stateMachine:`,
      sfn: new SFNClient(config),
      get iam() {
        return new IAMClient(config);
      },
    };
  }

  /** @throws AccessDenied where the role is not there, does not trust us, or its time is over: AWS does not say which */
  async #takeOnRole(id: string) {
    const { Credentials } = await this.#sts.send(
      new AssumeRoleCommand({
        RoleArn: `arn:${this.#partition}:iam::${id}:role/${LAB_ROLE}`,
        RoleSessionName: "handrail-status",
        DurationSeconds: SESSION_SECONDS,
        Policy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: ACTIONS, Resource: "*" }],
        }),
      }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials!;
    return {
      accessKeyId: AccessKeyId!,
      secretAccessKey: SecretAccessKey!,
      sessionToken: SessionToken,
      expiration: Expiration,
    };
  }
}
