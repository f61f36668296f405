import type { AreaGrants } from "./context.ts";

export const guardDuty: AreaGrants = () => ({});
