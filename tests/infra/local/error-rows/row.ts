import type { Pace } from "../../../../infra/local/clock.ts";
import type { TestAccount } from "../../../helpers/local-account.ts";

/** Brings about a bad state, and makes the call that is refused in it. */
export type Provoke = (account: TestAccount) => Promise<unknown>;

/** A call in a bad state, and the HTTP status and the code, as it is on the wire, that AWS answers it with. */
export type Row = [call: string, state: string, status: number, code: string, provoke: Provoke, pace?: Pace];

export const PLACE = { accountId: "123456789012", region: "us-east-1" };

/** Another Region. */
export const ABROAD = "eu-west-1";
