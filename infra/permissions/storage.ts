import type { AreaGrants } from "./context.ts";

export const storage: AreaGrants = () => ({});
