import { LAB_ROLE, type RefusalKind } from "../../workflows/contract.ts";

/** What there is to say of an account besides that it is refused. */
interface About {
  pattern: string;
  alias?: string;
  about?: string;
}

const WORDS: Record<RefusalKind, (about: About) => string> = {
  own: () => "It is the account that the reset runs in. Clean it up with: handrail clean-up",
  management: () => "It is the organisation's management account, in which no lab belongs.",
  blocked: () => "It is on the list of accounts that are never touched.",
  inactive: () => "The organisation says that it is not active: it is suspended, or is being closed.",
  role: () =>
    `Its role ${LAB_ROLE} cannot be assumed. Either it is not there, or it does not trust this account, or the time that it was made for is over (ValidUntil). AWS does not say which.`,
  alias: ({ pattern, alias }) =>
    alias === undefined
      ? "It has no alias, or none that may be looked at."
      : `Its alias ${alias} does not match ${pattern}.`,
  handrail: ({ about }) =>
    `It has no Handrail in this Region that can be asked: ${about}. Deploy there with: handrail deploy`,
  busy: ({ about }) => `Another run is under way there: ${about}.`,
};

/** Why an account is left alone, in sentences. */
export const refusalWords = (kind: RefusalKind, about: About): string => WORDS[kind](about);
