import { TELLING_STATES } from "../../workflows/contract.ts";

const TELLING: ReadonlySet<string> = new Set(Object.values(TELLING_STATES));

/** Whether a state does nothing but tell of calls, which a reader is shown themselves. */
export const isTelling = (state: string): boolean => TELLING.has(state);
