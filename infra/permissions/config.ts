import type { AreaGrants } from "./context.ts";

export const config: AreaGrants = () => ({});
