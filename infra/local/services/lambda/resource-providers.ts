import type { ResourceProvider } from "../cloudformation/provider.ts";

export const resourceProviders: Record<string, ResourceProvider> = {};
