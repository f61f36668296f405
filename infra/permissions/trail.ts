import type { AreaGrants } from "./context.ts";

export const trail: AreaGrants = () => ({});
