import type { AreaGrants } from "./context.ts";

export const sessions: AreaGrants = () => ({});
